"""python -m qa: ask the library a question."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from index.cli import IndexOption, JsonOption, print_json, run
from qa.records import Answer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"
    RIS = "ris"
    BIBTEX = "bibtex"
    CSL = "csl"
    CSV = "csv"
    MARKDOWN = "markdown"
    BIBLIOGRAPHY = "bibliography"


@app.command(epilog='Example: python -m qa "Why are exosomes promising drug carriers?"')
def main(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Passages to read.")] = 10,
    form: Annotated[
        Format, typer.Option("--format", help="How to print the answer, or the papers that it cites.")
    ] = Format.TEXT,
    style: Annotated[
        Path | None,
        typer.Option(help="CSL style of the references, for markdown and bibliography.", show_default="Vancouver"),
    ] = None,
    since: Annotated[int | None, typer.Option(help="Only papers of this year or later.")] = None,
    until: Annotated[int | None, typer.Option(help="Only papers of this year or earlier.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only these kinds: article, review, trial, digest ...")] = None,
    study_type: Annotated[list[str] | None, typer.Option(help="Only these: animal, in vitro, trial ...")] = None,
    species: Annotated[list[str] | None, typer.Option(help="Only these: human, mouse ...")] = None,
    vesicle_source: Annotated[
        list[str] | None, typer.Option(help="Only vesicles from these: M2 macrophages ...")
    ] = None,
    recipient: Annotated[list[str] | None, typer.Option(help="Only vesicles that go to these: T cells ...")] = None,
    cargo: Annotated[list[str] | None, typer.Option(help="Only vesicles that carry these: miR-21 ...")] = None,
    target: Annotated[list[str] | None, typer.Option(help="Only what acts on these: PTEN ...")] = None,
    macrophage_effect: Annotated[list[str] | None, typer.Option(help="Only these: towards M1, towards M2 ...")] = None,
    cancer: Annotated[list[str] | None, typer.Option(help="Only these: breast cancer ...")] = None,
    effect: Annotated[list[str] | None, typer.Option(help="Only these: promotes, suppresses, marks, delivers.")] = None,
    llm: Annotated[
        str | None,
        typer.Option(help="What writes the answer: openai:MODEL@BASE_URL, gguf:PATH ...", show_default="none"),
    ] = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Ask the library a question; every sentence of the answer is quoted, with its source.

    Filters narrow the search; each can be given several times, and then any of its values fits.
    """
    from qa.export.text import to_text
    from qa.pipeline import ask

    several = {
        "kind": kind, "study_types": study_type, "species": species, "vesicle_source": vesicle_source,
        "recipient": recipient, "cargo": cargo, "target": target, "macrophage_effect": macrophage_effect,
        "cancer": cancer, "effect": effect,
    }  # fmt: skip
    filters = {"since": since, "until": until, **{name: values for name, values in several.items() if values}}
    if json:
        form = Format.JSON
    if style and form not in (Format.MARKDOWN, Format.BIBLIOGRAPHY):
        raise typer.BadParameter("only the formats markdown and bibliography have a style", param_hint="--style")
    answer = ask(question, k=k, index=index, llm=llm, filters=filters)
    if form is Format.TEXT:
        print(to_text(answer))
    elif form is Format.JSON:
        print_json(answer.to_dict())
    else:
        print_export(answer, form, style)


def print_export(answer: Answer, form: str, style: Path | None) -> None:
    """Print an answer in one of the forms of `qa.export`; why it cites nothing is a line on stderr."""
    from qa.export import export

    document = export(answer, form, style)
    if not answer.citations and form != Format.MARKDOWN:
        print("nothing is cited:", " ".join(answer.text.split()), file=sys.stderr)
    print(document, end="")


if __name__ == "__main__":
    run(app, "python -m qa")
