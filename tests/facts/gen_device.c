// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device of each generation, for checks of registers, and what data files call its parts.
 */
#include <stdio.h>
#include <string.h>

#include "core/gpu_port.h"
#include "core/platform.h"
#include "core/regs/index.h"
#include "core/regs/tables.h"
#include "data.h"
#include "gen_device.h"

/* A device with all engines: the index of its registers. */
const struct vgt_device *device_of(u8 gen)
{
	static struct vgt_device devs[2];
	static struct vgt_gpu gpus[2];
	struct vgt_device *dev = &devs[gen - 8];

	if (dev->gpu)
		return dev;
	gpus[gen - 8].desc.platform = &vgt_platforms[gen == 8 ? VGT_BROADWELL : VGT_SKYLAKE];
	gpus[gen - 8].desc.engine_mask = VGT_ON_ALL;
	dev->gpu = &gpus[gen - 8];
	if (vgt_reg_index_init(dev, vgt_reg_tables, vgt_reg_tables_count))
		die("refused", "register tables");
	return dev;
}

/* For exceptions: a row's place as its table has it. */
const char *row_key(const struct vgt_reg *row)
{
	static char key[16];

	snprintf(key, sizeof(key), "%#07x", row->offset);
	return key;
}

enum vgt_engine_id engine_by_name(const char *name)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (!strcmp(vgt_engines[id].name, name))
			return id;
	die("no such engine", name);
	return id;
}
