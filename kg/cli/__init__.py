"""The command line: parses arguments, calls one function, prints, sets the exit code.

Exit codes: 0 done, 1 something about the texts, the graph or the machine is wrong, 2 the call itself is wrong.
"""

from kg.cli.main import main

__all__ = ["main"]
