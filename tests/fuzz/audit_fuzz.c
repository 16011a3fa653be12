// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: the audit. Rings and privileged batches of any words; what it lets through
 * is looked at once more, by other means.
 */
#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "core/mem/ggtt.h"
#include "decoder.h"
#include "fuzz.h"
#include "oracle.h"

#define RING_MAX	512
#define BATCH_PAGES	4

#define MI_OPCODE(w)	((w) >> 29 ? ~0u : (w) >> 23 & 0x3f)

/* Commands of the tables in place of random words, where the input says so. */
static void audit_words(struct fuzz *f, u32 *cs, u32 n, u32 batch)
{
	static const struct vgt_cmd_table * const tables[] = {
		&vgt_cmds_mi, &vgt_cmds_2d, &vgt_cmds_3d, &vgt_cmds_media,
	};
	static const u8 shift[] = { 23, 22, 16, 16 };
	u32 i = 0;

	while (i < n && f->size) {
		u32 what = fuzz_u8(f);
		u32 t = what & 3;
		const struct vgt_cmd *cmd =
			&tables[t]->cmds[fuzz_u8(f) % tables[t]->count];
		u32 len = cmd->len_mask ? cmd->min : 1;

		if (what & 0x80) {
			cs[i++] = fuzz_u32(f);
			continue;
		}
		cs[i] = tables[t]->client << 29 | (u32)cmd->opcode << shift[t] |
			(cmd->len_mask ? cmd->min - 2 : 0) | fuzz_u32(f) %
			(1u << shift[t]) * !!(what & 0x40);
		if (cmd->len_mask && !(what & 0x20))
			cs[i] = (cs[i] & ~(u32)cmd->len_mask) | (cmd->min - 2);
		i++;
		while (--len && i < n) {
			cs[i] = fuzz_u8(f) << 2;
			if (what & 0x10)
				cs[i] += batch;
			else if (what & 0x08)
				cs[i] = fuzz_u32(f);
			i++;
		}
	}
}

/* Does a range of what the hardware gets name a GGTT address of another's? */
static void audit_foreign(struct vgt_env *env, const struct vgt_audit *audit,
			  u32 addr, u32 high)
{
	const struct vgt_shadow_batch *batch;

	if (!high && oracle_owns(env, addr & ~7u, 4))
		return;
	list_for_each_entry(batch, &audit->batches, link)
		if (!high && (addr & ~3u) == batch->buf->ggtt)
			return;
	fuzz_check(false, "a foreign GGTT address was let through");
}

/* A privileged batch: a copy's start; or, of a jump that loops, a place in it. */
static void audit_jump(const struct vgt_audit *audit, const u32 *cs)
{
	struct vgt_shadow_batch *batch;

	list_for_each_entry(batch, &audit->batches, link) {
		u32 at = (cs[1] & ~3u) - batch->buf->ggtt;

		if (!(cs[2] & 0xffff) && (!at || (cs[0] & BIT(15) && at < batch->buf->size)))
			return;
	}
	fuzz_check(false, "a privileged batch that is no copy");
}

/* A second opinion on the commands that carry the most: by hand, not by table. */
static void audit_look(struct vgt_env *env, const struct vgt_audit *audit,
		       enum vgt_engine_id engine, const u32 *cs, u32 n)
{
	u32 i, len;

	for (i = 0; i < n; i += len) {
		const struct vgt_cmd *cmd = vgt_cmd_find(env->gpu.gpu.desc.platform->gen,
							 engine, cs[i]);

		fuzz_check(cmd && !cmd->never, "an unknown command was let through");
		fuzz_check(!cmd->in_batch || n > RING_MAX,
			   "a command for batches was let through in a ring");
		len = vgt_cmd_len(cmd, cs[i]);
		fuzz_check(len && len <= n - i, "a bad length was let through");
		switch (MI_OPCODE(cs[i])) {
		case 0x20:	/* MI_STORE_DATA_IMM */
		case 0x2f:	/* MI_ATOMIC */
			if (cs[i] & BIT(22))
				audit_foreign(env, audit, cs[i + 1], cs[i + 2] & 0xffff);
			break;
		case 0x24:	/* MI_STORE_REGISTER_MEM */
		case 0x29:	/* MI_LOAD_REGISTER_MEM */
			if (cs[i] & BIT(22))
				audit_foreign(env, audit, cs[i + 2], cs[i + 3] & 0xffff);
			break;
		case 0x22:	/* MI_LOAD_REGISTER_IMM: never the submission port */
			fuzz_check((cs[i + 1] & 0x7ffffc) !=
				   vgt_engines[engine].mmio_base + 0x230,
				   "ELSP was let through");
			break;
		case 0x26:	/* MI_FLUSH_DW */
			if (cs[i] & (3 << 14) && cs[i + 1] & BIT(2))
				audit_foreign(env, audit, cs[i + 1], cs[i + 2] & 0xffff);
			break;
		case 0x31:	/* MI_BATCH_BUFFER_START */
			if (!(cs[i] & BIT(8)))
				audit_jump(audit, cs + i);
			break;
		}
		if (cs[i] >> 16 == 0x7a00 && engine == VGT_RCS &&
		    cs[i + 1] & (3 << 14) && cs[i + 1] & BIT(24))
			audit_foreign(env, audit, cs[i + 2], cs[i + 3] & 0xffff);
		if (cmd->end)
			break;
		/* What follows a jump out of a batch is not run. */
		if (dec_leaves(cs[i]) && n > RING_MAX)
			break;
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS, VGT_VCS, VGT_VECS };
	struct fuzz f = { data, size };
	struct vgt_env *env = fuzz_begin();
	enum vgt_engine_id engine = engines[fuzz_u8(&f) & 3];
	u32 n = fuzz_u8(&f) % 32 + 1;
	struct vgt_shadow_batch *batch;
	u32 ring[RING_MAX] = { 0 };
	struct vgt_audit audit;
	u64 gpa = env_pages(env, BATCH_PAGES);
	u32 addr = env_ggtt_map(env, gpa, BATCH_PAGES);
	int ret;

	audit_words(&f, ring, n, addr);
	audit_words(&f, fake_guest_va(&env->guest, gpa), BATCH_PAGES * 1024, addr);

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, &env->vgpu->engines[engine], addr);
	ret = vgt_audit_ring(&audit, ring, n);
	if (!ret) {
		audit_look(env, &audit, engine, ring, n);
		list_for_each_entry(batch, &audit.batches, link)
			audit_look(env, &audit, engine, batch->buf->va,
				   batch->buf->size / 4);
	}
	fuzz_check(!ret || ret == -EPERM, "an odd errno");
	vgt_audit_release(&env->vgpu->engines[engine], &audit.batches);
	mutex_unlock(&env->vgpu->lock);
	fuzz_end(env);
	return 0;
}
