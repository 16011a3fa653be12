// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: what the audit lets through is taken apart by the hardware as the audit took it
 * apart: the same commands, word for word, in the ring and in each copied batch.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "decoder.h"
#include "fuzz.h"
#include "stream.h"

#define RING_MAX	512
#define BATCH_PAGES	4
#define WALK_LIFE	2000

static u32 walk_age, walk_addr;
static u64 walk_gpa;

static void walk(u8 gen, enum vgt_engine_id engine, const u32 *cs, u32 n, bool ring)
{
	const struct vgt_cmd *cmd;
	struct dec_cmd dec;
	u32 pos;

	for (pos = 0; pos < n; pos += dec.len) {
		u32 key = cs[pos] >> 16 & ~0x7fu * !(cs[pos] >> 29);

		if (!dec_cmd(gen, engine, cs[pos], &dec)) {
			fuzz_found(key | engine << 16, "%08x, word %u: no document knows it",
				   cs[pos], pos);
			return;
		}
		cmd = vgt_cmd_find(gen, engine, cs[pos]);
		if (!cmd || vgt_cmd_len(cmd, cs[pos]) != dec.len) {
			fuzz_found(key, "%s, %08x, word %u: %u words, the audit took %u",
				   dec.name, cs[pos], pos, dec.len,
				   cmd ? vgt_cmd_len(cmd, cs[pos]) : 0);
			return;
		}
		if (dec.len > n - pos) {
			fuzz_found(key, "%s, %08x, word %u: reaches behind the end",
				   dec.name, cs[pos], pos);
			return;
		}
		if (ring)
			continue;
		if (dec_mi(cs[pos]) == 0x0a || dec_leaves(cs[pos]))
			return;
	}
	if (!ring)
		fuzz_found(0, "a batch without an end");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS, VGT_VCS, VGT_VECS };
	static struct vgt_env *env;
	static u32 ring[RING_MAX];
	struct fuzz f = { data, size };
	enum vgt_engine_id engine = engines[fuzz_u8(&f) & 3];
	struct vgt_shadow_batch *batch;
	struct vgt_audit audit;
	u32 *memory, n, used;
	int ret;

	fuzz_executions++;
	if (!walk_age) {
		env = fuzz_begin();
		walk_gpa = env_pages(env, BATCH_PAGES);
		walk_addr = env_ggtt_map(env, walk_gpa, BATCH_PAGES);
	}
	memory = fake_guest_va(&env->guest, walk_gpa);
	n = fuzz_u8(&f) * 2 % RING_MAX + 2;
	memset(ring, 0, n * 4);
	/* What the input leaves is the batch's. */
	stream_words(&f, ring, n, walk_addr, vgt_engines[engine].mmio_base);
	used = stream_words(&f, memory, 1024, walk_addr, vgt_engines[engine].mmio_base);
	if (used < 1024)
		memory[used] = 0x05000000;

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, &env->vgpu->engines[engine], walk_addr);
	ret = vgt_audit_ring(&audit, ring, n);
	if (!ret) {
		walk(env->gpu.gpu.desc.platform->gen, engine, ring, n, true);
		list_for_each_entry(batch, &audit.batches, link)
			walk(env->gpu.gpu.desc.platform->gen, engine, batch->buf->va,
			     batch->buf->size / 4, false);
	}
	fuzz_check(!ret || ret == -EPERM, "an odd errno");
	vgt_audit_release(&env->vgpu->engines[engine], &audit.batches);
	mutex_unlock(&env->vgpu->lock);
	memset(memory, 0, 4 * (used + 1));
	if (++walk_age == WALK_LIFE) {
		fuzz_end(env);
		walk_age = 0;
	}
	return 0;
}
