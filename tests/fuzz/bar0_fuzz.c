// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: BAR 0, registers and GGTT entries, of any width at any offset, as time
 * passes.
 */
#include <linux/kernel.h>

#include <linux/vgt_shim.h>

#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/reg.h"
#include "fuzz.h"

/* The rows are where things happen: half of all accesses go there. */
static u64 bar0_offset(struct fuzz *f, struct vgt_env *env, u32 what)
{
	const struct vgt_reg_index *index = &env->dev.regs;
	const struct vgt_reg_slot *slot = &index->slots[fuzz_u16(f) % index->count];
	u32 n = fuzz_u8(f);
	u64 offset;

	switch (what & 3) {
	case 0:
		offset = fuzz_u32(f);
		return offset % VGT_BAR0_SIZE;
	case 1:
		/* Entries of its own slice, and around it. */
		offset = env->vgpu->ggtt.part[n & 1].space.start / 512;
		offset += VGT_GGTT_ENTRIES_BASE + (s16)fuzz_u16(f);
		/* Half of them at the end of a page of entries. */
		return n & 2 ? (offset | 0xfff) - (n >> 4) : offset;
	default:
		return slot->first + 4 * (n % (slot->row->count ?: 1));
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct vgt_env *env = fuzz_begin();
	u32 budget = 400;

	while (f.size && budget--) {
		u32 what = fuzz_u8(&f);
		u64 offset = bar0_offset(&f, env, what);
		u32 len = 1 << (what >> 2 & 3);
		u64 val;

		if (what & 0x20)
			len = fuzz_u8(&f);
		if (len > 8)
			len = 16;
		if (what & 0x40)
			shim_advance_ns(fuzz_u16(&f) * 1000ull);
		val = fuzz_u64(&f);
		mutex_lock(&env->vgpu->lock);
		if (what & 0x80) {
			vgt_bar0_write(env->vgpu, offset, &val, min(len, 9u));
		} else {
			u8 buf[16];

			vgt_bar0_read(env->vgpu, offset, buf, len);
		}
		mutex_unlock(&env->vgpu->lock);
		env_settle(env);
	}
	fuzz_end(env);
	return 0;
}
