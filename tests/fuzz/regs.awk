# SPDX-License-Identifier: GPL-2.0-only
#
# Rows for oracle.c, of tests/facts/data/cmd-regs-kvmgt.tsv.
BEGIN { FS = "\t" }
/^#/ { next }
{
	gens = $3 == "8" ? "1" : $3 == "9" ? "2" : "3"
	printf "{ %s, %s, %s, %s },\n", $1, $2, gens, $4 == "M" ? "true" : "false"
}
