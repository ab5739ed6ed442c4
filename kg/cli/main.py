"""The tree of commands, imported branch by branch: `kg --help` knows one line about each and loads none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn

import click

from kg import __version__
from kg.errors import WitnessGraphError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("kg.cli.building", "Build a graph of three short reports and ask who did what to whom."),
    "build": ("kg.cli.building", "Read texts and build their graph."),
    "add": ("kg.cli.building", "Add texts to a graph, or put newer ones in their place."),
    "remove": ("kg.cli.building", "Take texts out of a graph, and all that rests on them."),
    "erase": ("kg.cli.erasing", "Erase texts or a person, so that no file of the graph holds them."),
    "ask": ("kg.cli.asking", "Ask a question of the catalogue."),
    "queries": ("kg.cli.asking", "List the questions of the catalogue."),
    "query": ("kg.cli.asking", "Ask in SPARQL."),
    "view": ("kg.cli.viewing", "Draw who did what to whom as a page that opens anywhere."),
    "export": ("kg.cli.exporting", "Write a graph for other tools, partners or the public."),
    "push": ("kg.cli.exporting", "Let a SPARQL server hold a graph, for `--graph http://...`."),
    "serve": ("kg.cli.serving", "Explore a graph in the browser."),
    "publish": ("kg.cli.serving", "Write the pages of a graph as files."),
    "review": ("kg.cli.reviewing", "Decide what the rules are unsure of, one question at a time."),
    "queue": ("kg.cli.reviewing", "Write the open questions as a table to fill in."),
    "decide": ("kg.cli.reviewing", "Take the decisions of a table that was filled in, or a single one."),
    "check": ("kg.cli.checking", "Check that a graph is whole and makes sense."),
    "why": ("kg.cli.checking", "Say why a fact is in the graph, down to the words."),
    "completion": ("kg.cli.completing", "Print the script that completes commands and parameters in a shell."),
}
"""Command to the module that holds it (under the same name) and the line that `kg --help` shows."""


class LazyGroup(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "`kg --help` lists them"
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help="Who did what to whom, and who says so: reports about a conflict as a knowledge graph.",
    epilog="Start with `kg demo`. Every command explains itself with --help.",
)
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
def cli() -> None:
    """Hold the commands together."""


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no error that is foreseen shows a traceback."""
    try:
        code = cli.main(args=args, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except WitnessGraphError as error:
        return _failed(" ".join(str(error).split()), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _failed(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _failed("interrupted; nothing is half-written, and `kg build --resume` goes on where a build stopped", 1)
    except BrokenPipeError:
        _leave_quietly()
    except Exception as error:  # the last resort: a line for the user, the traceback for whoever asks for it
        if os.environ.get("KG_DEBUG"):
            raise
        return _failed(f"an unforeseen error: {type(error).__name__}: {error}; KG_DEBUG=1 shows where, please report it", 1)


def _failed(message: str, code: int) -> int:
    click.echo(f"kg: {message}", err=True)
    return code


def _leave_quietly() -> NoReturn:
    """Whoever read the output has gone away (`kg ask ... | head`); Python must not complain while it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)
