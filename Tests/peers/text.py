#!/usr/bin/env python3
"""Makes text.json: what Python's own string methods say of a few texts, some of them not UTF-8. Deterministic."""
import json
import pathlib
import string
import unicodedata

texts = [
    b"", b" ", b"Hello, World! 42", "Grüße aus Köln — 100 % «schön»".encode(), "日本語 テスト１２".encode(), b"\xff\xfeabc \x80",
    b"a\xc3", b"\xe2\x82 x \xe2\x82\xac", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xafz", "tab\tnewline\nnbsp\u00a0em\u2003x".encode(),
    "ÀÉÎ Ωμέγα ДА".encode(), b"\x1cfour\x1dfive\x1esix\x1f", "👩‍👩‍👧 family 👍🏽".encode(), b"UPPER lower 123 ...", b"\xf0\x9f\x98",
    "١٢٣ arabic digits".encode(), b"word", b"trailing space ", "x" .encode() * 1000,
]


def describe(raw):
    text = raw.decode("utf-8", "surrogateescape")
    words, n = text.split(), len(text)

    def share(test):
        return sum(map(test, text)) / n if n else None

    return {
        "bytes": list(raw), "text_length": n, "text_words": len(words),
        "text_mean_word_length": sum(map(len, words)) / len(words) if words else None,
        "text_digit_share": share(str.isdecimal), "text_upper_share": share(str.isupper),
        "text_punctuation_share": share(lambda c: c in string.punctuation or unicodedata.category(c).startswith("P")),
        "text_non_ascii_share": share(lambda c: ord(c) > 127), "text_whitespace_share": share(str.isspace),
    }


path = pathlib.Path(__file__).parent / "text.json"
path.write_text(json.dumps([describe(text) for text in texts], separators=(",", ":")) + "\n")
