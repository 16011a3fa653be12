// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: page tables. The guest writes to a few pages that are tables of all levels
 * at once, submits, and loses memory; no entry of the hardware's leads to a page
 * that is not pinned.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/exec/execlists.h"
#include "core/mem/ppgtt.h"
#include "core/mem/shadow_page.h"
#include "fuzz.h"

#define TABLES	6

/* All that the hardware's tables lead to, level by level. */
static void ppgtt_look(struct vgt_env *env, u64 dma, u32 level, u32 *budget)
{
	u64 *table = fake_gpu_page(&env->gpu, dma);
	u32 i;

	fuzz_check(table, "an entry leads to a table that is gone");
	for (i = 0; i < 512 && *budget; i++) {
		u64 entry = table[i];
		u64 page = entry & GENMASK_ULL(38, 12);
		bool huge = level == 1 && entry & BIT(7);

		fuzz_check(entry & 1, "an entry that is not present");
		if (level && !huge) {
			--*budget;
			ppgtt_look(env, page, level - 1, budget);
			continue;
		}
		if (page == env->vgpu->scratch.dma)
			continue;
		page = (page - FAKE_GUEST_DMA) / 4096;
		fuzz_check(page < FAKE_GUEST_PAGES, "an entry leads out of the guest");
		if (env->guest.shuffle)
			page ^= 1;
		fuzz_check(env->guest.pins[page], "an entry leads to a page not pinned");
	}
}

static void ppgtt_use(struct vgt_env *env, u64 root, bool levels3)
{
	u64 pdp[4] = { root, levels3 ? root + 4096 : 0, 0, levels3 ? root : 0 };
	u8 mode = levels3 ? VGT_CTX_LEGACY_32B : VGT_CTX_LEGACY_64B;
	struct vgt_ppgtt *ppgtt;
	u32 budget = 60;
	u64 roots[4];
	int ret;

	mutex_lock(&env->vgpu->lock);
	ppgtt = vgt_ppgtt_get(env->vgpu, mode, pdp);
	if (!IS_ERR(ppgtt)) {
		ret = vgt_shadow_sync(ppgtt);
		vgt_ppgtt_roots(ppgtt, roots);
		if (!ret)
			ppgtt_look(env, roots[0], 3, &budget);
		vgt_ppgtt_put(env->vgpu, ppgtt);
	}
	mutex_unlock(&env->vgpu->lock);
	env_settle(env);
}

/* Few entries, so that they change more than once. */
static u32 ppgtt_index(struct fuzz *f)
{
	u32 n = fuzz_u8(f);

	return n < 0xf0 ? n & 3 : 0x1f0 | n;
}

static u64 ppgtt_entry(struct fuzz *f, u32 what, u64 first)
{
	u64 page = first + fuzz_u8(f) % (2 * TABLES) * 4096;

	switch (what >> 5) {
	case 0:
		return 0;
	case 1:
		return fuzz_u64(f);
	case 2:
		return (page & ~((2ull << 20) - 1)) | 0x83;
	case 3:
		return page | 3 | BIT(11);
	default:
		return page | (fuzz_u8(f) | 1);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct vgt_env *env = fuzz_begin();
	u64 first = env_pages(env, 2 * TABLES);
	u32 budget = 16;

	env->guest.shuffle = fuzz_u8(&f) & 1;
	while (f.size && budget--) {
		u32 what = fuzz_u8(&f);
		u64 table = first + (what >> 2 & 7) % TABLES * 4096;

		switch (what & 3) {
		case 0:
			ppgtt_use(env, table, what & 0x80);
			break;
		case 1:
			if (what & 0x80)
				vgt_vgpu_memory_gone(env->vgpu, table,
						     4096 * (1 + fuzz_u8(&f) % 600), NULL);
			break;
		default:
			fake_guest_poke64(&env->guest, table + ppgtt_index(&f) * 8,
					  ppgtt_entry(&f, fuzz_u8(&f), first));
		}
	}
	fuzz_end(env);
	env->guest.shuffle = false;
	return 0;
}
