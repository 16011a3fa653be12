// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: registers of planes, and what they are taken for. Whatever a guest writes, a
 * picture is its own memory, and what is read of it is inside.
 */
#include <stdlib.h>

#include <linux/kernel.h>

#include <linux/vgt_shim.h>

#include "core/display/scanout.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_space.h"
#include "fuzz.h"

#define PAGES		16
#define COPY_MAX	BIT(20)

/* Registers of the pipes' primary planes and cursors, and of what they are part of. */
static const u32 regs[] = {
	0x6001c, 0x70008, 0x70080, 0x70084, 0x70088, 0x700a0, 0x70180, 0x70188, 0x7018c,
	0x70190, 0x7019c, 0x701a4, 0x701c0, 0x60400, 0x60000, 0x6000c,
};

static void scanout_judge(const struct vgt_env *env, const struct vgt_scanout *s)
{
	fuzz_check(s->size && s->width && s->height && s->cpp, "an empty picture");
	fuzz_check(!(s->addr & 4095) && !(s->size & 4095), "not whole pages");
	fuzz_check(vgt_ggtt_owns(env->vgpu, s->addr, s->size), "not its own");
	fuzz_check((u64)(s->offset_x + s->width) * s->cpp <= s->stride, "past the stride");
	fuzz_check(((u64)s->offset_y + s->height - 1) * s->stride +
		   (u64)(s->offset_x + s->width) * s->cpp <= s->size, "past the end");
	if (!s->aux_offset)
		return;
	fuzz_check(!(s->aux_offset & 4095) && s->aux_offset < s->size, "state not behind it");
	fuzz_check(s->aux_stride * 8 >= s->offset_x + s->width, "state past its stride");
	fuzz_check((s->size - s->aux_offset) / s->aux_stride * 16 >= s->offset_y + s->height,
		   "state past the end");
}

/* A copy of the primary plane's picture, or NULL. */
static u32 *scanout_copy(struct vgt_env *env, const struct vgt_scanout *s)
{
	u64 size = (u64)s->width * s->cpp * s->height;
	u32 *to = size <= COPY_MAX ? malloc(size) : NULL;

	if (to && vgt_scanout_copy(env->vgpu, s, to)) {
		free(to);
		return NULL;
	}
	return to;
}

static void scanout_look(struct vgt_env *env, u32 pipe)
{
	struct vgt_scanout s, cursor;
	u32 *to = NULL;

	mutex_lock(&env->vgpu->lock);
	if (!vgt_scanout_primary(env->vgpu, pipe, &s)) {
		scanout_judge(env, &s);
		to = scanout_copy(env, &s);
	}
	if (!vgt_scanout_cursor(env->vgpu, pipe, &cursor)) {
		scanout_judge(env, &cursor);
		if (to)
			vgt_scanout_blend(env->vgpu, &cursor, &s, to);
	}
	mutex_unlock(&env->vgpu->lock);
	free(to);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct vgt_env *env = fuzz_begin();
	u64 addr = env_ggtt_map(env, env_pages(env, PAGES), PAGES);
	u32 pipe = fuzz_u8(&f) % 3;
	u32 budget = 100;

	/* A picture to start from: half of all inputs only change it. */
	env_write(env, 0x6001c + pipe * 0x1000, 63 << 16 | 63);
	env_write(env, 0x70180 + pipe * 0x1000, BIT(31) | (fuzz_u8(&f) & 0xf) << 24 |
		  (fuzz_u8(&f) & 0x27) << 10);
	env_write(env, 0x701c0 + pipe * 0x1000, (fuzz_u8(&f) & 7) << 12 | (fuzz_u8(&f) & 3));
	env_write(env, 0x70188 + pipe * 0x1000, fuzz_u8(&f));
	env_write(env, 0x70190 + pipe * 0x1000, 63 << 16 | 63);
	env_write(env, 0x70080 + pipe * 0x1000, 0x27);
	env_write(env, 0x70084 + pipe * 0x1000, addr);
	env_write(env, 0x7019c + pipe * 0x1000, addr);
	env_write(env, 0x70008 + pipe * 0x1000, BIT(31));
	scanout_look(env, pipe);
	while (f.size && budget--) {
		u32 what = fuzz_u8(&f);
		u32 val = what & 0x80 ? fuzz_u8(&f) : fuzz_u32(&f);

		if (what & 0x40)
			val += addr;
		env_write(env, regs[what % ARRAY_SIZE(regs)] + pipe * 0x1000, val);
		if (what & 0x20)
			shim_advance_ns(20 * 1000 * 1000);
		scanout_look(env, pipe);
	}
	fuzz_end(env);
	return 0;
}
