"""Tags and entities in titles and abstracts: what is markup goes, what is not stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.markup import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<i>In vitro</i> and <B>bold</B>", "In vitro and bold"),
        ("CD4<sup>+</sup>, H<sub>2</sub>O, IFN-<span class='nocase'>γ</span>", "CD4+, H2O, IFN-γ"),
        ('<span style="font-variant:small-caps;">d</span>-glucose', "d-glucose"),
        ("<jats:italic>E. coli</jats:italic><mml:math><mml:mi>α</mml:mi></mml:math>", "E. coliα"),
        ("one<br/>two<BR>three", "one\ntwo\nthree"),
        ("Cells &amp; vesicles &lt;100&#160;nm &#x3B1;", "Cells & vesicles <100\xa0nm α"),
        ("&lt;i&gt;miR-21&lt;/i&gt;", "miR-21"),
        ("P &amp;lt; 0.05", "P < 0.05"),
        ("CD8\n   <jats:sup>+</jats:sup>\n   cells (10\n   <jats:sup>6</jats:sup>\n )", "CD8+ cells (10^6)"),
        ("<h4>Methods</h4>We looked.", "\nMethods\nWe looked."),
        ("R&D, AT&T; Q&A &unknown; &copy", "R&D, AT&T; Q&A &unknown; &copy"),
    ],
)
def test_markup_becomes_text(text, words):
    assert plain(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "p<0.05",
        "a < b > c",
        "a<b>c",
        "n<i and j>k",
        "5<p>3",
        "</i>",
        "<Foxp3+> cells",
        "<http://example.org>",
        "<5 kDa>",
        "x <",
        "<sub",
        "if (i<s) and (s>i)",
    ],
)
def test_what_is_no_markup_stays(text):
    assert plain(text) == text


@given(st.text(alphabet="<>/ib &;=\"'amp sub0.5\n", max_size=60))
def test_no_letter_outside_angle_brackets_is_lost(text):
    if "<" not in text and "&" not in text:
        assert plain(text) == text
    assert len(plain(text)) <= len(text)


@given(st.text(max_size=60))
def test_any_text_without_known_tags_and_entities_stays(text):
    assert plain(text.replace("&", "").replace("<", "< ")) == text.replace("&", "").replace("<", "< ")
