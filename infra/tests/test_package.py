"""infra/package packs what Lambda can run, and refuses the rest before it writes anything."""

import os
import subprocess
import zipfile

import pytest

from binaries import MACHINES, executable, write_functions
from template import FUNCTIONS, INFRA

ANOTHER_MACHINE = 243  # RISC-V
NO_EXECUTABLES = {
    "a script": (b"#!/bin/sh\nexec /usr/bin/true\n", "no ELF file"),
    "an empty file": (b"", "no ELF file"),
    "a header cut off": (executable("", MACHINES["arm64"])[:19], "no ELF file"),
    "32 bits": (executable("", MACHINES["arm64"], bits=1), "no 64-bit little-endian ELF executable"),
    "big-endian": (executable("", MACHINES["arm64"], order=2), "no 64-bit little-endian ELF executable"),
    "an object file": (executable("", MACHINES["arm64"], kind=1), "no 64-bit little-endian ELF executable"),
    "another machine": (executable("", ANOTHER_MACHINE), "an executable for the ELF machine 243"),
}


def package(*arguments, **environment):
    command = [INFRA / "package", *map(str, arguments)]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)


def packed(built, output, *arguments):
    done = package(*arguments, "--built", built, "--output", output)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(built, output, *arguments):
    """The error, which is one line; nothing is written with it."""
    done = package(*arguments, "--built", built, "--output", output)
    assert done.returncode == 1
    assert done.stdout == ""
    assert not output.exists()
    [line] = done.stderr.splitlines()
    return line


def sums_hold(output):
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=output, capture_output=True)
    return done.returncode == 0


@pytest.fixture
def output(tmp_path):
    return tmp_path / "new" / "output"


@pytest.fixture
def built(tmp_path):
    return write_functions(tmp_path / "built", "arm64")


def test_each_zip_holds_the_binary_alone_and_executable(built, output, tmp_path):
    packed(built, output)
    for function in FUNCTIONS:
        archive = output / f"{function}-arm64.zip"
        [entry] = zipfile.ZipFile(archive).infolist()
        assert (entry.filename, entry.compress_type) == ("bootstrap", zipfile.ZIP_DEFLATED)
        subprocess.run(["unzip", "-q", archive, "-d", tmp_path / function], check=True)
        unpacked = tmp_path / function / "bootstrap"
        assert unpacked.read_bytes() == (built / function / "bootstrap").read_bytes()
        assert unpacked.stat().st_mode & 0o777 == 0o755


def test_the_same_binary_gives_the_same_bytes(built, output):
    def bytes_of_all():
        return {path.name: path.read_bytes() for path in output.iterdir()}

    packed(built, output)
    first = bytes_of_all()
    for function in FUNCTIONS:
        binary = built / function / "bootstrap"
        os.utime(binary, (1e9, 1e9))
        binary.chmod(0o600)
    packed(built, output)
    assert bytes_of_all() == first


def test_the_sums_cover_both_architectures_in_one_folder(built, output, tmp_path):
    packed(built, output)
    packed(write_functions(tmp_path / "x86_64", "x86_64"), output, "x86_64")
    zips = {f"{function}-{architecture}.zip" for function in FUNCTIONS for architecture in MACHINES}
    assert {path.name for path in output.iterdir()} == {*zips, "SHA256SUMS"}
    assert {line.split()[1] for line in (output / "SHA256SUMS").read_text().splitlines()} == zips
    assert sums_hold(output)
    (output / "observer-arm64.zip").write_bytes(b"another")
    assert not sums_hold(output)


def test_size_and_sum_of_each_zip_are_printed(built, output):
    printed = packed(built, output)
    for line in (output / "SHA256SUMS").read_text().splitlines():
        sha256, name = line.split()
        assert f"{name}  0.00 MB  SHA-256 {sha256}" in printed
    assert "ArtifactBucket=BUCKET ArtifactKey=KEY" in printed
    assert "sam deploy" not in printed, "it would deploy what is in target/package"


@pytest.mark.parametrize(("wanted", "found"), [("arm64", "x86_64"), ("x86_64", "arm64")])
@pytest.mark.parametrize("wrong", FUNCTIONS)
def test_a_binary_for_another_architecture_is_refused(wanted, found, wrong, output, tmp_path):
    built = write_functions(tmp_path / "built", wanted)
    binary = built / wrong / "bootstrap"
    binary.write_bytes(executable(wrong, MACHINES[found]))
    assert refused(built, output, wanted) == (
        f"infra/package: {binary} is an executable for {found}, and an executable for {wanted} is wanted: "
        f"build it for {wanted}, or pack it with infra/package {found}"
    )


@pytest.mark.parametrize(("content", "what"), NO_EXECUTABLES.values(), ids=NO_EXECUTABLES.keys())
def test_what_is_no_executable_is_refused(content, what, built, output):
    binary = built / "observer" / "bootstrap"
    binary.write_bytes(content)
    wanted = "an executable for arm64 is wanted: build it for arm64"
    assert refused(built, output) == f"infra/package: {binary} is {what}, and {wanted}"


def test_a_missing_function_is_refused(built, output):
    binary = built / "observer" / "bootstrap"
    binary.unlink()
    expected = f"{binary} does not exist: build the functions, or name their folder with --built"
    assert refused(built, output) == f"infra/package: {expected}"


def test_what_was_packed_before_stays_when_a_binary_is_refused(built, output):
    packed(built, output)
    before = {path.name: path.read_bytes() for path in output.iterdir()}
    first, *_, last = FUNCTIONS
    (built / first / "bootstrap").write_bytes(executable("changed", MACHINES["arm64"]))
    (built / last / "bootstrap").write_bytes(b"")
    assert package("--built", built, "--output", output).returncode == 1
    assert {path.name: path.read_bytes() for path in output.iterdir()} == before


@pytest.fixture
def cargo(tmp_path):
    """Puts a script in cargo's place, and gives the PATH that finds it."""

    def cargo(script):
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "cargo").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "cargo").chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    return cargo


def test_all_functions_are_built_at_once_and_locked(cargo, output, tmp_path):
    calls = tmp_path / "calls"
    done = package("x86_64", "--output", output, PATH=cargo(f'echo "$@" >>{calls}; [ "$3" != --release ]'))
    asked = calls.read_text().splitlines()[-1]
    expected = f"lambda build --release --locked --x86-64 --lambda-dir {output}"
    assert asked == f"{expected} -p courier -p observer -p planner"
    assert (done.returncode, done.stderr) == (
        1,
        f"infra/package: the build failed: cargo {expected} -p courier -p observer -p planner\n",
    )
    assert not output.exists()


def test_a_missing_cargo_lambda_is_asked_for(cargo, output):
    done = package("--output", output, PATH=cargo("echo 'error: no such command: `lambda`' >&2; exit 101"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "infra/package: cargo-lambda is missing: pip install cargo-lambda\n"
