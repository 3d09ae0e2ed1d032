"""Stands for the built functions: an ELF header of 64 bits, and a name to tell them apart."""

import struct

from template import FUNCTIONS

MACHINES = {"arm64": 183, "x86_64": 62}  # e_machine: EM_AARCH64, EM_X86_64
BITS_64, LITTLE_ENDIAN, DYNAMIC = 2, 1, 3


def executable(name, machine, bits=BITS_64, order=LITTLE_ENDIAN, kind=DYNAMIC):
    identity = b"\x7fELF" + bytes([bits, order, 1]).ljust(12, b"\0")
    return identity + struct.pack("<HH", kind, machine) + name.encode()


def write_functions(folder, architecture):
    """<folder>/<function>/bootstrap for each function; they differ."""
    for function in FUNCTIONS:
        (folder / function).mkdir(parents=True)
        binary = executable(f"{function} for {architecture}", MACHINES[architecture])
        (folder / function / "bootstrap").write_bytes(binary)
    return folder
