"""Articles as PDF, set by LaTeX from their JATS, in one column and in two, with the text that they must be read as.

Debian's pandoc reads the JATS and XeLaTeX sets it: title across the page, running heads, page numbers, hyphenation,
ligatures, footnotes, floating figures (frames) and tables, a reference list. `apt-get install --no-install-recommends
pandoc texlive-xetex texlive-latex-recommended texlive-fonts-recommended lmodern fonts-freefont-otf`.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from index.errors import VesicleError
from index.records import Paper, Section
from index.sources import read
from index.sources.jats_text import CAPTIONS

COLUMNS = (1, 2)
_TOOLS = {"pandoc": "pandoc", "xelatex": "texlive-xetex"}
_SECONDS = 120
_DIGEST = "eLife digest"
_TEMPLATE = r"""
\documentclass[10pt,$if(two)$twocolumn$endif$]{article}
\usepackage{amsmath,amssymb,fontspec,fancyhdr,graphicx}
\usepackage[margin=2cm]{geometry}
\usepackage[hidelinks]{hyperref}
\setmainfont{FreeSerif}
\setcounter{secnumdepth}{0}
\newlength{\cslhangindent}\setlength{\cslhangindent}{1.5em}
\newenvironment{CSLReferences}[2]{\setlength{\parindent}{0pt}\everypar{\hangindent=\cslhangindent}}{}
\providecommand{\tightlist}{}
\pagestyle{fancy}\fancyhf{}
\fancyhead[L]{Doe \emph{et al.}}\fancyhead[R]{Journal of Examples 2016;5:e0001}\fancyfoot[C]{\thepage}
\fancypagestyle{plain}{\fancyhead[L]{RESEARCH ARTICLE}\fancyfoot[R]{https://doi.org/$doi$}}
\title{$title$}
\author{$for(author)$$author$$sep$, $endfor$}
\date{}
\begin{document}
$if(two)$
\twocolumn[\begin{@twocolumnfalse}\maketitle\thispagestyle{plain}\begin{abstract}$abstract$\end{abstract}\vspace{2em}
\end{@twocolumnfalse}]
$else$
\maketitle\thispagestyle{plain}\begin{abstract}$abstract$\end{abstract}
$endif$
$body$
\end{document}
"""
_FILTER = r"""
local function latex(inlines)
  return (pandoc.write(pandoc.Pandoc({pandoc.Plain(inlines)}), "latex"):gsub("\\protect", ""))
end
local function short(cell) return latex(pandoc.utils.blocks_to_inlines(cell.contents)) end
function Cite(cite) return cite.content end
function Meta(meta)
  meta.nocite = pandoc.MetaInlines({pandoc.Cite({pandoc.Str("@*")}, {pandoc.Citation("*", "NormalCitation")})})
  return meta
end
function Para(block)
  local image = block.content[1]
  if #block.content == 1 and image.t == "Image" then
    return pandoc.RawBlock("latex", "\\begin{figure}[tb]\\centering\\fbox{\\rule{0pt}{4cm}\\rule{0.8\\linewidth}{0pt}}"
      .. "\\caption{" .. latex(image.caption) .. "}\\end{figure}")
  end
end
function Image(image) if image.title:sub(1, 4) ~= "fig:" then return {} end end
function Table(block)
  local rows, count = {}, #block.colspecs
  local function add(row)
    local cells = {}
    for _, cell in ipairs(row.cells) do cells[#cells + 1] = short(cell) end
    if #cells <= count then rows[#rows + 1] = table.concat(cells, " & ") .. " \\\\" end
  end
  for _, row in ipairs(block.head.rows) do add(row) end
  for _, body in ipairs(block.bodies) do for _, row in ipairs(body.body) do add(row) end end
  if count > 6 or #rows > 25 then return {} end
  return pandoc.RawBlock("latex", "\\begin{table*}[t]\\centering\\small\\caption{"
    .. latex(pandoc.utils.blocks_to_inlines(block.caption.long)) .. "}\\begin{tabular}{"
    .. string.rep("p{" .. 0.8 / count .. "\\linewidth}", count) .. "}\\hline " .. table.concat(rows, "\n")
    .. "\\hline\\end{tabular}\\end{table*}")
end
"""


@dataclass(frozen=True, slots=True)
class Article:
    """An article set in a number of columns: the file, and what the JATS reader makes of its source."""

    path: Path
    columns: int
    source: Paper

    @property
    def body(self) -> str:
        """The text of its abstract and sections, a paragraph a line, without captions."""
        return "\n".join(section.text for section in self.sections)

    @property
    def sections(self) -> list[Section]:
        """Those that pandoc takes over, which leaves out the digest for lay readers."""
        return [one for one in self.source.sections if one.heading not in {CAPTIONS, _DIGEST}]


def articles(data: Path, work: Path) -> Iterator[Article]:
    """The articles of the data that LaTeX can set, each in one column and in two; made once into the work folder.

    Raises VesicleError when a tool is missing.
    """
    for tool, package in _TOOLS.items():
        if not shutil.which(tool):
            raise VesicleError(f"{tool}: not installed; apt-get install {package}")
    sources = sorted((data / "jats").glob("*.xml"))
    if not sources:
        raise VesicleError(f"{data / 'jats'}: no articles in it; give the folder that holds it with --data")
    papers = {paper.id: (path, paper) for path in sources for paper in read(path) if _is_article(paper)}
    work.mkdir(parents=True, exist_ok=True)
    (work / "template.tex").write_text(_TEMPLATE)
    (work / "filter.lua").write_text(_FILTER)
    wanted = [(path, paper, columns) for path, paper in papers.values() for columns in COLUMNS]
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda one: _made(one[0], one[1], one[2], work), wanted)
        for (_, paper, columns), path in zip(wanted, made, strict=True):
            if path:
                yield Article(path, columns, paper)


def _is_article(paper: object) -> bool:
    return isinstance(paper, Paper) and not paper.is_reference and len(paper.sections) > 2


def _made(source: Path, paper: Paper, columns: int, work: Path) -> Path | None:
    """The PDF; None when LaTeX does not get through."""
    name = f"{source.stem}-{columns}"
    target, failed = work / f"{name}.pdf", work / f"{name}.failed"
    if target.is_file() or failed.is_file():
        return target if target.is_file() else None
    tex, built = work / f"{name}.tex", work / "built" / name
    built.mkdir(parents=True, exist_ok=True)
    options = [f"--lua-filter={work / 'filter.lua'}", "--citeproc", f"--template={work / 'template.tex'}"]
    known = ["-V", f"doi={paper.doi}", "-M", "reference-section-title=References"]
    two = ["-V", "two=1"] if columns == 2 else []
    plain = built / "article.xml"
    plain.write_bytes(_with_floats_apart(source))
    _run(["pandoc", "-f", "jats", "-t", "latex", str(plain), *options, *known, *two, "-o", str(tex)])
    _run(["xelatex", "-interaction=nonstopmode", f"-output-directory={built}", str(tex)])
    out = built / f"{name}.pdf"
    if not out.is_file():
        failed.touch()
        return None
    out.rename(target)
    return target


def _with_floats_apart(source: Path) -> bytes:
    """The JATS with figures and tables behind their paragraph, not in it, and without the numbers of its parts."""
    tree = etree.parse(source)
    for part in list(tree.iter("object-id", "supplementary-material", "media", "sub-article", "response")):
        _drop(part)
    for part in list(tree.iter("p")):
        if re.fullmatch(r"(?:DOI:)?\s*(?:https?://\S+|10\.\d+/\S+)\s*", "".join(part.itertext())):
            _drop(part)
    for part in list(tree.iter("fig-group", "fig", "table-wrap")):
        around = next(part.iterancestors("p"), None)
        if around is not None and part.getparent().tag != "fig-group":
            _drop(part)
            around.addnext(part)
    for part in tree.iter("table-wrap"):
        table, caption = part.find(".//table"), part.find("caption")
        if table is not None and caption is not None:
            table.insert(0, caption)
    return etree.tostring(tree)


def _drop(part: etree._Element) -> None:
    """Take an element out, and leave the text behind it."""
    parent, before = part.getparent(), part.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (part.tail or "")
    elif parent is not None:
        parent.text = (parent.text or "") + (part.tail or "")
    part.tail = None
    if parent is not None:
        parent.remove(part)


def _run(command: list[str]) -> None:
    subprocess.run(command, timeout=_SECONDS, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
