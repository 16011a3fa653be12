// SPDX-License-Identifier: GPL-2.0-only
/*
 * What i915 runs once per context, as a privileged batch up to Linux 4.x.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/audit/audit.h"
#include "checks.h"
#include "data.h"
#include "report.h"

#define GOLDEN_WORDS	4096

static u32 load_golden(const char *path, u32 *words)
{
	char line[4096], *at;
	bool inside = false;
	u32 n = 0;
	FILE *f;

	f = fopen(path, "r");
	if (!f)
		die(strerror(errno), path);
	while (fgets(line, sizeof(line), f)) {
		if (strstr(line, "null_state_batch[]"))
			inside = true;
		for (at = line; inside && (at = strstr(at, "0x")); at += 2) {
			if (n == GOLDEN_WORDS)
				die("too many words", path);
			words[n++] = number(at);
		}
		if (inside && strchr(line, ';'))
			break;
	}
	fclose(f);
	return n;
}

static void check_golden_command(const struct vgt_cmd *cmd, u32 header)
{
	char key[16];

	snprintf(key, sizeof(key), "%#010x", header);
	if (!cmd)
		differ("golden", key, "absent", "no row");
	else if (cmd->never)
		differ("golden", key, "never", "%s", cmd->never);
	else if (!vgt_cmd_bits_ok(cmd, header))
		differ("golden", key, "bits", "%s", cmd->name);
	else if (!vgt_cmd_len(cmd, header))
		differ("golden", key, "length", "%s", cmd->name);
}

void check_golden(const char *driver, u8 gen)
{
	static u32 words[GOLDEN_WORDS];
	const struct vgt_cmd *cmd = NULL;
	char path[4096];
	u32 n, i, len;

	snprintf(path, sizeof(path), "%s/gt/gen%u_renderstate.c", driver, gen);
	n = load_golden(path, words);
	report_begin();
	for (i = 0; i < n && !(cmd && cmd->end); i += len) {
		cmd = vgt_cmd_find(gen, VGT_RCS, words[i]);
		check_golden_command(cmd, words[i]);
		len = cmd ? vgt_cmd_len(cmd, words[i]) : 0;
		if (!len)
			break;
	}
	if (!cmd || !cmd->end || i < 100)
		differ("golden", "end", "absent", "none in %u of %u words", i, n);
	report_end(gen == 8 ? "first render state of Gen8" : "first render state of Gen9");
}
