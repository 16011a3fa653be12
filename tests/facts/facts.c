// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds the module's tables against independent descriptions of the hardware.
 *
 * Usage: facts DATA I915
 *
 * I915 is the driver's folder in a kernel's source: its batches of first states are facts, too.
 *
 * The files in DATA are facts from other projects, each with its source in its first line. A row
 * of the module's that has no counterpart there, or differs from it, is a failure, unless
 * exceptions.tsv has it with a reason. An exception that is not needed is a failure, too.
 */
#include <stdio.h>

#include "core/audit/audit.h"
#include "checks.h"
#include "data.h"
#include "report.h"
#include "resets.h"

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: facts DATA I915\n");
		return 2;
	}
	data_folder(argv[1]);
	report_exceptions("exceptions.tsv");
	if (vgt_audit_init())
		die("refused", "command tables");
	check_commands(8);
	check_commands(9);
	check_kvmgt();
	check_golden(argv[2], 8);
	check_golden(argv[2], 9);
	check_registers(8);
	check_registers(9);
	check_switched();
	check_kvmgt_registers();
	check_virtual();
	check_nonpriv();
	check_mocs();
	resets_load();
	check_config();
	check_display();
	check_resets();
	check_exceptions();
	return report_sum();
}
