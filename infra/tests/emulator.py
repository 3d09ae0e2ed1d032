"""AWS on this machine: ministack for what the template deploys, Rollcall's sandbox for the statuses.

ministack runs the built functions without Docker and, with AUTH=true, under their own roles. It
speaks TLS, since the topics' policies refuse anything else. It has an environment of its own, since
it and the SAM CLI want different versions of boto.
"""

import os
import platform
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import boto3
import trustme

from template import INFRA, ROOT

ACCOUNT = "111122223333"
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
STATUS_APIS = ["COMPUTE_OPTIMIZER", "IOTFLEETWISE", "ODB"]
REGION = "us-east-1"
TOOLS = ROOT / "target" / "infra"
BIN = Path(sys.executable).parent
ROLLCALL = ROOT / "target" / "debug" / "rollcall"


def wait_for(what, look, seconds=150):
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"{what} did not come in {seconds} s")


@contextmanager
def process(command, log, **environment):
    """A server that ends with the block, by its own id."""
    with open(log, "w") as output:
        running = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **environment})
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(timeout=20)
            except subprocess.TimeoutExpired:
                running.kill()


class Statuses:
    """The three status APIs, which no emulator has: `rollcall sandbox`."""

    def __init__(self, log):
        found = wait_for("the sandbox", lambda: re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text()))
        self.url, self.port = found[0], found[1]
        self.apis = list(STATUS_APIS)

    @property
    def endpoints(self):
        """The variables by which an SDK finds its APIs here."""
        return {f"AWS_ENDPOINT_URL_{api}": self.url for api in self.apis}

    def set(self, check, status, *options):
        self.call("set", check, status, *options)

    def call(self, *arguments):
        """What `rollcall sandbox` prints for these arguments."""
        command = [ROLLCALL, "sandbox", *arguments, "--port", self.port]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextmanager
def statuses(folder, *options):
    log = folder / "sandbox.log"
    with process([ROLLCALL, "sandbox", "--port", "0", *options], log):
        yield Statuses(log)


class Cloud:
    """ministack, and clients for it."""

    def __init__(self, url, authority):
        self.url = url
        self.authority = authority
        self.environment = {
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": url,
            "AWS_CA_BUNDLE": authority,
        }

    def client(self, service):
        credentials = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "test"}
        where = {"endpoint_url": self.url, "region_name": REGION, "verify": self.authority}
        return boto3.client(service, **where, **credentials)

    def stack(self):
        """What CloudFormation says of the deployed stack."""
        return self.client("cloudformation").describe_stacks(StackName="rollcall")["Stacks"][0]

    def outputs(self):
        return {one["OutputKey"]: one["OutputValue"] for one in self.stack()["Outputs"]}

    def is_up(self):
        trust = ssl.create_default_context(cafile=self.authority)
        try:
            return (
                urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=2, context=trust).status
                == 200
            )
        except OSError:
            return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificates(folder):
    """A certificate for this machine, its key, and the authority to trust."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    paths = [str(folder / name) for name in ("server.pem", "server.key", "authority.pem")]
    certificate.cert_chain_pems[0].write_to_path(paths[0])
    certificate.private_key_pem.write_to_path(paths[1])
    authority.cert_pem.write_to_path(paths[2])
    return paths


@contextmanager
def cloud(folder):
    port = free_port()
    certificate, key, authority = certificates(folder)
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "AUTH": "true", "TMPDIR": str(folder)}
    settings |= {"USE_SSL": "1", "MINISTACK_SSL_CERT": certificate, "MINISTACK_SSL_KEY": key}
    # These two would listen on every address.
    settings |= {"IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}
    with process([TOOLS / "ministack" / "bin" / "ministack"], folder / "ministack.log", **settings) as server:
        started = Cloud(f"https://127.0.0.1:{port}", authority)
        wait_for("ministack", lambda: server.poll() is not None or started.is_up(), 60)
        assert server.poll() is None, (folder / "ministack.log").read_text()
        yield started


def packaged():
    """The functions, built and packaged as for a release."""
    folder = TOOLS / "package"
    command = [INFRA / "package", ARCHITECTURE, "--output", folder]
    run(command, PATH=f"{BIN}:{os.environ['PATH']}")
    return folder


def patched(template, aws, sandbox):
    """A template, as far as it must differ here: SAM or plain."""
    # The functions find ministack and the sandbox as they would find any other endpoint.
    endpoints = {"AWS_ENDPOINT_URL": aws.url, "SSL_CERT_FILE": aws.authority, **sandbox.endpoints}
    for one in template["Resources"].values():
        if one["Type"] in ("AWS::Lambda::Function", "AWS::Serverless::Function"):
            one["Properties"]["Environment"]["Variables"] |= endpoints
    # ministack has no alarms of several metrics: one of them stands for all.
    failed = template["Resources"]["OrganizationRunFailed"]["Properties"]
    stat = failed.pop("Metrics")[1]["MetricStat"]
    failed |= {**stat["Metric"], "Period": stat["Period"], "Statistic": stat["Stat"]}
    # aws:PrincipalArn is a role's ARN on AWS, and its session's in ministack.
    for statement in template["Resources"]["AlertsPolicy"]["Properties"]["PolicyDocument"]["Statement"]:
        if statement["Sid"] == "OnlyTheCourierPublishes":
            sessions = {"Fn::Sub": "arn:aws:sts::${AWS::AccountId}:assumed-role/${CourierRole}/*"}
            statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"].append(sessions)
    return template


def sam(*arguments, **environment):
    """Runs the SAM CLI in infra/, as a user does."""
    run([BIN / "sam", *arguments], SAM_CLI_TELEMETRY="0", **environment)


def run(command, **environment):
    done = subprocess.run(
        command, cwd=INFRA, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
