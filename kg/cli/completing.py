"""The command that prints shell completion."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

HOW = {
    "bash": 'eval "$(kg completion bash)"  in ~/.bashrc',
    "zsh": 'eval "$(kg completion zsh)"  in ~/.zshrc',
    "fish": "kg completion fish > ~/.config/fish/completions/kg.fish",
}


@click.command(epilog="\b\n" + "\n".join(HOW.values()))
@click.argument("shell", type=click.Choice(list(HOW)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, questions and parameters in SHELL."""
    maker = get_completion_class(shell)
    assert maker is not None
    click.echo(maker(ctx.find_root().command, {}, "kg", "_KG_COMPLETE").source())
