//! `rollcall doctor`: looks at everything that Rollcall needs, by calls that only read, and gives for each
//! fault the line that fixes it.
//!
//! Each subject has a file: it reads what it needs, and judges that by a pure function.

mod asked;
mod finding;
mod functions;
mod machine;
mod outbox;
mod place;
mod routes;
mod settings;
mod state_file;
mod stored;
mod table;
mod watched;

use std::path::Path;

use rollcall_aws::SdkConfig;
use rollcall_aws::inspect::Identity;
use rollcall_checks::registry;
use rollcall_core::identity::AccountId;
use rollcall_core::plan::{Home, Planned, plan};
use rollcall_core::policy::Policy;
use rollcall_core::region::Region;
use rollcall_core::time::Time;
use rollcall_report::finding::{Finding, Subject};
use rollcall_report::{json, terminal};

use self::finding::Findings;
use self::place::Place;
use self::settings::Settings;
use self::stored::{Stored, StoredRoute};
use crate::exit::Ending;
use crate::output::{AnswerOptions, screen};
use crate::source::SourceOptions;
use crate::{aws, check, environment, when};

/// Look at everything that Rollcall needs.
#[derive(Debug, clap::Args)]
pub(crate) struct DoctorOptions {
    /// The Regions, comma-separated [env: ROLLCALL_REGIONS] [default: those of the next run]
    #[arg(long, value_delimiter = ',', value_name = "REGION,…")]
    regions: Vec<Region>,
    /// The SNS topic [env: ROLLCALL_TOPIC_ARN]
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: AnswerOptions,
}

/// Ends well if nothing is wrong.
pub(crate) async fn run(options: DoctorOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let findings = Doctor::new(&options, now).await?.look().await?;
    let text = terminal::doctor::text(&findings, screen(now));
    options.output.print_texts(&text, &json::doctor(&findings, now))?;
    Ok(finding::ending(&findings))
}

/// What the subjects share.
struct Doctor<'a> {
    options: &'a DoctorOptions,
    now: Time,
    sdk: SdkConfig,
    /// The Regions that are named, else the configured one.
    regions: anyhow::Result<Vec<Region>>,
    place: Place,
}

impl<'a> Doctor<'a> {
    async fn new(options: &'a DoctorOptions, now: Time) -> anyhow::Result<Self> {
        let sdk = aws::load().await;
        let regions = aws::regions(&options.regions, &sdk);
        let location = &options.source.location;
        let table = location.deployed_table();
        let file = if table.is_none() { location.file()?.display().to_string() } else { String::new() };
        let topic = options.topic.clone().or_else(environment::topic);
        let place = Place { table, file, topic, regions: options.regions.clone(), ..Place::default() };
        Ok(Self { options, now, sdk, regions, place })
    }

    async fn look(mut self) -> anyhow::Result<Findings> {
        let (machine, identity) = machine::look(&self.sdk, self.regions.as_ref().err()).await;
        let runs = match &identity {
            Some(_) if self.place.is_deployed() => Some(functions::read(&self.sdk, self.now).await),
            Some(_) | None => None,
        };
        if let Some(Ok(runs)) = &runs {
            [self.place.observer, self.place.courier] = runs.newest();
        }
        let (mut kept, stored) = self.kept(identity.as_ref()).await;
        let stored = stored.as_ref();
        let (settings, policy) = self.settings(stored);
        kept.extend(settings);
        let watched = self.watched(identity.as_ref(), &policy, stored).await?;
        let sent = self.sent(identity.is_some(), stored).await;
        let functions = runs.map(|runs| functions::findings(&runs, stored, &self.place, self.now));
        Ok(vec![
            (Subject::Machine, machine),
            (Subject::Stored, kept),
            (Subject::Watched, watched),
            (Subject::Sent, sent),
            (Subject::Functions, functions.unwrap_or_default()),
        ])
    }

    /// Looks at the table or the file, and reads it.
    async fn kept(&self, identity: Option<&Identity>) -> (Vec<Finding>, Option<Stored>) {
        let location = &self.options.source.location;
        match (&self.place.table, identity) {
            (Some(table), Some(identity)) => table::look(location, &self.sdk, identity, table).await,
            (Some(_), None) => (Vec::new(), None),
            (None, _) => state_file::look(location, Path::new(&self.place.file)).await,
        }
    }

    /// The policy too that is in force; the default if it cannot be read.
    fn settings(&self, stored: Option<&Stored>) -> (Vec<Finding>, Policy) {
        let settings = Settings::read(self.options.source.policy(), stored);
        let mut findings = settings.findings(&self.place, when::local);
        let policy = settings.policy();
        findings.extend(
            stored.zip(policy.as_ref()).and_then(|(stored, policy)| {
                settings.judged(stored.states.found.values(), policy, &self.place)
            }),
        );
        (findings, policy.unwrap_or_default())
    }

    async fn watched(
        &self,
        identity: Option<&Identity>,
        policy: &Policy,
        stored: Option<&Stored>,
    ) -> anyhow::Result<Vec<Finding>> {
        let asked = match (identity, &self.regions) {
            (Some(identity), Ok(regions)) => {
                let planned = self.planned(regions, &identity.account, policy, stored)?;
                asked::ask(&self.sdk, planned).await
            }
            (None, _) | (_, Err(_)) => Vec::new(),
        };
        let mut findings = asked::findings(&asked);
        findings.extend(
            stored
                .into_iter()
                .flat_map(|stored| watched::findings(&stored.states, &asked, policy, &self.place, self.now)),
        );
        Ok(findings)
    }

    /// What the next run asks for, in the account of these credentials.
    fn planned(
        &self,
        regions: &[Region],
        account: &AccountId,
        policy: &Policy,
        stored: Option<&Stored>,
    ) -> anyhow::Result<Vec<Planned>> {
        let named = &self.options.regions;
        let is_by_functions =
            self.place.is_deployed() && named.is_empty() && environment::regions()?.is_none();
        let of_functions = stored.filter(|_| is_by_functions);
        let of_functions =
            of_functions.map(|stored| asked::regions_of(stored.states.found.values(), account, policy));
        let regions = of_functions.filter(|regions| !regions.is_empty()).unwrap_or(regions.to_vec());
        let region = aws::region(&self.sdk).or_else(|error| regions.first().cloned().ok_or(error))?;
        let home = Home { account: account.clone(), region, regions, enters_others: false };
        Ok(plan(&check::request(&[], named, policy), &home, policy, &registry::ALL)?)
    }

    async fn sent(&self, has_credentials: bool, stored: Option<&Stored>) -> Vec<Finding> {
        let (place, now) = (&self.place, self.now);
        let of_route = |(name, stored): (&String, &StoredRoute)| {
            let mut findings = outbox::findings(name, stored, place, now);
            findings.extend(routes::findings(name, &stored.route, place, now, when::local));
            findings
        };
        let mut findings: Vec<Finding> =
            stored.into_iter().flat_map(|stored| &stored.routes).flat_map(of_route).collect();
        match &place.topic {
            Some(topic) if has_credentials => findings.push(routes::topic(&self.sdk, topic).await),
            Some(_) => {}
            None if place.is_deployed() => {
                findings.push(Finding::well("topic", "not looked at: name it with --topic"));
            }
            None => findings.push(Finding::well("topic", "none: alerts are printed")),
        }
        findings
    }
}
