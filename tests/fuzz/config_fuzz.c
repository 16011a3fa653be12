// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: configuration space.
 */
#include <linux/kernel.h>

#include "core/regs/config_space.h"
#include "fuzz.h"

/* What no write changes: identity, class, the list of capabilities. */
static void config_constant(const struct vgt_env *env)
{
	const u8 *data = env->vgpu->config.data;
	static const u8 none[8];

	fuzz_check(!memcmp(data, env->gpu.config, 4), "identity changed");
	fuzz_check(!memcmp(data + 8, env->gpu.config + 8, 4), "class changed");
	fuzz_check(data[0x34] == 0x90, "capabilities changed");
	fuzz_check((data[0x10] & 0xf) == 4 && !data[0x11] && !data[0x12], "BAR 0 changed");
	fuzz_check((data[0x18] & 0xf) == 0xc && !data[0x19], "BAR 2 changed");
	/* The command register's bit for them holds, but there are none. */
	fuzz_check(!memcmp(data + 0x20, none, 8), "I/O ports");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct vgt_env *env = fuzz_begin();

	while (f.size) {
		u32 what = fuzz_u8(&f);
		u32 offset = what & 0x40 ? fuzz_u32(&f) : fuzz_u8(&f);
		u64 val = fuzz_u32(&f);
		u32 len = what & 0xf;
		u8 buf[16] = { 0 };

		memcpy(buf, &val, sizeof(val));
		mutex_lock(&env->vgpu->lock);
		if (what & 0x80)
			vgt_config_write(env->vgpu, offset, buf, len);
		else
			vgt_config_read(env->vgpu, offset, buf, len);
		mutex_unlock(&env->vgpu->lock);
		config_constant(env);
	}
	fuzz_end(env);
	return 0;
}
