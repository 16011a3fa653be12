# SPDX-License-Identifier: GPL-2.0-only
#
# Rows for image.c, of tests/facts/data/lrc-*.tsv: word, and what it holds; registers lie in
# the engine's own block.
BEGIN { FS = "\t" }
/^#/ || $2 == "noop" || $2 == "value" || $2 == "end" { next }
{ printf "{ %s, %s, %s },\n", $1, $3, $2 == "reg" ? "true" : "false" }
