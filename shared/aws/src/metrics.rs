//! When the deployed functions last completed a run, by the metrics that they write.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{Dimension, DimensionFilter, Statistic};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::DateTime;
use aws_types::SdkConfig;
use futures_util::future::try_join_all;
use rollcall_core::ports::CallError;
use rollcall_core::time::Time;

use crate::call_error::call_error;

const NAMESPACE: &str = "Rollcall";
const DIMENSION: &str = "function";
/// The most that one answer may have.
const POINTS_MAX: u32 = 1440;

/// The last completed run of each function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LastRuns {
    /// By function; none if it completed no run in the time that was asked about. Functions without any metric
    /// for two weeks are left out.
    Of(BTreeMap<String, Option<Time>>),
    /// What answers at a configured endpoint is not CloudWatch.
    NotServed,
}

/// Asks CloudWatch for the last value above zero of a metric of each function, to the nearest `step` before
/// `now`: whole minutes, of which 1,440 are looked at.
///
/// # Errors
/// When CloudWatch fails, or denies `cloudwatch:ListMetrics` or `cloudwatch:GetMetricStatistics`.
pub async fn last_runs(
    config: &SdkConfig,
    metric: &str,
    step: Duration,
    now: Time,
) -> Result<LastRuns, CallError> {
    let client = Client::new(config);
    let by_function = DimensionFilter::builder().name(DIMENSION).build();
    let list = client.list_metrics().namespace(NAMESPACE).metric_name(metric).dimensions(by_function);
    let mut pages = list.into_paginator().send();
    let mut functions = Vec::new();
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => functions.extend(page.metrics().iter().filter_map(|one| function(one.dimensions()))),
            Err(error) if is_elsewhere(&error) => return Ok(LastRuns::NotServed),
            Err(error) => return Err(call_error(format!("list the metric {metric}"), error)),
        }
    }
    let last = async |function: String| {
        let at = last_value(&client, metric, &function, step, now).await?;
        Ok((function, at))
    };
    Ok(LastRuns::Of(try_join_all(functions.into_iter().map(last)).await?.into_iter().collect()))
}

/// The function of a metric that has no other dimension.
fn function(dimensions: &[Dimension]) -> Option<String> {
    let [dimension] = dimensions else { return None };
    dimension.value().filter(|_| dimension.name() == Some(DIMENSION)).map(str::to_owned)
}

async fn last_value(
    client: &Client,
    metric: &str,
    function: &str,
    step: Duration,
    now: Time,
) -> Result<Option<Time>, CallError> {
    let seconds = i64::try_from(step.as_secs()).unwrap_or(i64::MAX);
    let from = now.epoch_seconds().saturating_sub(seconds.saturating_mul(POINTS_MAX.into()));
    let answer = client
        .get_metric_statistics()
        .namespace(NAMESPACE)
        .metric_name(metric)
        .dimensions(Dimension::builder().name(DIMENSION).value(function).build())
        .start_time(DateTime::from_secs(from))
        .end_time(DateTime::from_secs(now.epoch_seconds()))
        .period(i32::try_from(seconds).unwrap_or(i32::MAX))
        .statistics(Statistic::Sum)
        .send()
        .await
        .map_err(|error| call_error(format!("read the metric {metric} of {function}"), error))?;
    let completed = answer.datapoints().iter().filter(|point| point.sum().is_some_and(|sum| sum > 0.0));
    let times = completed.filter_map(|point| point.timestamp()?.to_millis().ok());
    Ok(times.max().map(Time::from_epoch_millis))
}

/// Whether what answers does not speak CloudWatch's protocol, as most emulators: a success cannot be read, or a
/// refusal is of another format. What fails on the way to CloudWatch is a server error.
fn is_elsewhere<E>(error: &SdkError<E, HttpResponse>) -> bool {
    error.raw_response().is_some_and(|response| {
        let is_spoken = response.headers().get("content-type") == Some("application/cbor");
        response.status().is_success() || (!is_spoken && !response.status().is_server_error())
    })
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::body::SdkBody;

    use super::*;

    #[test]
    fn what_does_not_speak_cloudwatchs_protocol_is_not_cloudwatch() {
        let check = |status: u16, format: &'static str, expected: bool| {
            let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
            response.headers_mut().insert("content-type", format);
            let error = SdkError::service_error((), response);
            assert_eq!(is_elsewhere(&error), expected, "{status} {format}");
        };
        check(400, "application/cbor", false);
        check(403, "application/cbor", false);
        check(500, "application/cbor", false);
        check(502, "text/html", false);
        check(404, "text/html", true);
        check(400, "application/json", true);
        // An emulator's JSON under this name.
        check(200, "application/cbor", true);
    }
}
