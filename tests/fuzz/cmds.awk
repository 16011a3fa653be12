# SPDX-License-Identifier: GPL-2.0-only
#
# Rows for decoder.c, of tests/facts/data/commands-gen*.tsv. Usage: awk -v gen=9 -f cmds.awk FILE
BEGIN { FS = "\t" }
/^#/ { next }
{
	engines = $2 == "" ? "ALL" : ""
	n = split($2, e, "|")
	for (i = 1; i <= n; i++)
		engines = engines (i > 1 ? " | " : "") toupper(e[i])
	printf "{ \"%s\", BIT(%d), %s, %d, %s, %s, %s, %s },\n", $1, gen, engines, $3, $4, $5, $6, $7
}
