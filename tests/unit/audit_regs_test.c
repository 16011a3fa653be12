// SPDX-License-Identifier: GPL-2.0-only
/*
 * The audit: registers that commands load and store, and their values.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>

#include "core/exec/lrc.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/mmio_context.h"
#include "core/regs/reg.h"
#include "core/regs/store.h"
#include "audit_env.h"

static void audit_registers(struct kunit *test)
{
	static const struct audit_case cases[] = {
		OK("GPR", VGT_RCS, 3, LRI, 0x2600, 1),
		OK("own GPR", VGT_BCS, 3, LRI, 0x22600, 1),
		NO("another engine's GPR", VGT_BCS, 3, LRI, 0x2600, 1),
		NO("ELSP", VGT_RCS, 3, LRI, 0x2230, 1),
		NO("HWS_PGA", VGT_RCS, 3, LRI, 0x2080, OWN(0)),
		/* A part of the bytes only: what it comes to is not judged. */
		NO("without byte 0", VGT_RCS, 3, LRI | BIT(8), 0x2600, 1),
		NO("without byte 1", VGT_RCS, 3, LRI | BIT(9), 0x2600, 1),
		NO("without byte 2", VGT_RCS, 3, LRI | BIT(10), 0x2600, 1),
		NO("without byte 3", VGT_RCS, 3, LRI | BIT(11), 0x2600, 1),
		NO("a slot by bytes", VGT_RCS, 3, LRI | 0xe00, 0x24d0, 0x2080),
		OK("posted", VGT_RCS, 3, LRI | BIT(12), 0x2600, 1),
		NO("relative to the engine", VGT_RCS, 3, LRI | BIT(19), 0x2600, 1),
		NO("GFX_MODE", VGT_RCS, 3, LRI, 0x229c, 0xffffffff),
		NO("GDRST", VGT_RCS, 3, LRI, 0x941c, 1),
		NO("fence", VGT_RCS, 3, LRI, 0x100000, 1),
		NO("BB_OFFSET", VGT_RCS, 3, LRI, 0x2158, 0),
		NO("read only", VGT_RCS, 3, LRI, 0x2358, 1),
		NO("second of two", VGT_RCS, 5, MI(0x22, 0, 5), 0x2600, 1, 0x2230, 1),
		NO("no value", VGT_RCS, 4, MI(0x22, 0, 4), 0x2600, 1, 0x2604),
		/* FORCE_TO_NONPRIV */
		OK("NOPID for batches", VGT_RCS, 3, LRI, 0x24d0, 0x2094),
		OK("counters for batches, to read", VGT_RCS, 3, LRI, 0x24d4, 0x10002349),
		OK("counters for batches", VGT_RCS, 3, LRI, 0x24d4, 0x2349),
		OK("read back and switched", VGT_RCS, 3, LRI, 0x24d8, 0x2248),
		NO("switched, not read back", VGT_RCS, 3, LRI, 0x24d8, 0x2090),
		NO("render's on another engine", VGT_VCS, 3, LRI, 0x124d0, 0xb118),
		NO("render's on the blitter", VGT_BCS, 3, LRI, 0x224d0, 0x2248),
		NO("another engine's NOPID", VGT_BCS, 3, LRI, 0x224d0, 0x2094),
		OK("its own NOPID", VGT_BCS, 3, LRI, 0x224d0, 0x22094),
		NO("a range around NOPID", VGT_RCS, 3, LRI, 0x24d0, 0x2095),
		NO("64 around CTX_TIMESTAMP", VGT_BCS, 3, LRI, 0x224d0, 0x100223ab),
		NO("4 around CTX_TIMESTAMP", VGT_BCS, 3, LRI, 0x224d0, 0x100223a9),
		OK("CTX_TIMESTAMP to read", VGT_BCS, 3, LRI, 0x224d0, 0x100223a8),
		OK("CTX_TIMESTAMP", VGT_BCS, 3, LRI, 0x224d0, 0x223a8),
		NO("16 counters", VGT_RCS, 3, LRI, 0x24d4, 0x1000234a),
		NO("an access that there is not", VGT_RCS, 3, LRI, 0x24d0, 0x30002094),
		NO("a bit that there is not", VGT_RCS, 3, LRI, 0x24d0, 0x80002094),
		NO("another engine's slot", VGT_RCS, 3, LRI, 0x224d0, 0x22094),
		/* Values that reach further than the register. */
		NO("TR-TT, physical", VGT_RCS, 3, LRI, 0x4df4, 1),
		NO("TR-TT, physical, other bits", VGT_RCS, 3, LRI, 0x4df4, 0xfffffffd),
		NO("TR-TT from memory", VGT_RCS, 4, MI(0x29, 0, 4), 0x4df4, FOREIGN, 0),
		NO("TR-TT from a register", VGT_RCS, 3, MI(0x2a, 0, 3), 0x2600, 0x4df4),
		NO("STOP_RING", VGT_RCS, 3, LRI, 0x209c, 0x01000100),
		NO("STOP_RING of the blitter", VGT_BCS, 3, LRI, 0x2209c, 0x03000300),
		NO("suspend flush", VGT_BCS, 3, LRI, 0x2209c, 0x80008000),
		OK("not STOP_RING: no mask", VGT_BCS, 3, LRI, 0x2209c, 0x00000100),
		OK("not STOP_RING: off", VGT_BCS, 3, LRI, 0x2209c, 0x01000000),
		NO("STOP_RING from a register", VGT_BCS, 3, MI(0x2a, 0, 3), 0x22600, 0x2209c),
		NO("STOP_RING from memory", VGT_BCS, 4, MI(0x29, 0, 4), 0x2209c, FOREIGN, 0),
		NO("3D state disable", VGT_BCS, 3, LRI, 0x220c0, 0x00020002),
		OK("order", VGT_BCS, 3, LRI, 0x220c0, 0x00800080),
		NO("PIPE_CONTROL, LRI of STOP_RING", VGT_RCS, 6, PIPE_CONTROL, BIT(23),
		   0x209c, 0, 0x01000100, 0),
		NO("ELSP for batches", VGT_RCS, 3, LRI, 0x24d0, 0x2230),
		NO("a range of registers for batches", VGT_RCS, 3, LRI, 0x24d0, 0x2581),
		NO("from memory", VGT_RCS, 4, MI(0x29, 0, 4), 0x24d0, FOREIGN, 0),
		NO("from a register", VGT_RCS, 3, MI(0x2a, 0, 3), 0x2600, 0x24d0),
		/* What vgt switches it must know. */
		NO("switched, from memory", VGT_RCS, 4, MI(0x29, 0, 4), 0x2090, FOREIGN, 0),
		NO("switched, from a register", VGT_RCS, 3, MI(0x2a, 0, 3), 0x2600, 0xc800),
		OK("saved, from memory", VGT_RCS, 4, MI(0x29, 0, 4), 0xb118, FOREIGN, 0),
		OK("copy", VGT_RCS, 3, MI(0x2a, 0, 3), 0x2358, 0x2600),
		NO("copy of what is not its own", VGT_RCS, 3, MI(0x2a, 0, 3), 0x2080, 0x2600),
		NO("store of what is not its own", VGT_RCS, 4, MI(0x24, 0, 4), 0x2080, FOREIGN, 0),
		/* They say where the host has its rings, batches and status pages. */
		NO("store of ACTHD", VGT_RCS, 4, MI(0x24, GGTT22, 4), 0x2074, OWN(0), 0),
		NO("store of the blitter's ACTHD", VGT_BCS, 4, MI(0x24, 0, 4), 0x22074, FOREIGN, 0),
		NO("store of ACTHD's upper word", VGT_RCS, 4, MI(0x24, 0, 4), 0x205c, FOREIGN, 0),
		NO("copy of ACTHD", VGT_RCS, 3, MI(0x2a, 0, 3), 0x2074, 0x2600),
		NO("store of RING_START", VGT_RCS, 4, MI(0x24, 0, 4), 0x2038, FOREIGN, 0),
		NO("store of BBADDR", VGT_RCS, 4, MI(0x24, 0, 4), 0x2140, FOREIGN, 0),
		NO("store of DMA_FADD", VGT_RCS, 4, MI(0x24, 0, 4), 0x2078, FOREIGN, 0),
		NO("store of IPEHR", VGT_RCS, 4, MI(0x24, 0, 4), 0x2068, FOREIGN, 0),
		NO("store of CCID", VGT_RCS, 4, MI(0x24, 0, 4), 0x2180, FOREIGN, 0),
		NO("store of EXECLIST_STATUS", VGT_RCS, 4, MI(0x24, 0, 4), 0x2238, FOREIGN, 0),
		OK("store of INSTDONE", VGT_RCS, 4, MI(0x24, 0, 4), 0x206c, FOREIGN, 0),
		/* Roots of page tables: the context's own or none. */
		NO("another root", VGT_RCS, 3, LRI, 0x2270, 0x1000),
		NO("a root that does not count", VGT_RCS, 3, LRI, 0x2278, 0),
	};

	audit_table(test, cases, ARRAY_SIZE(cases));
}

/* Words that name a register: bits 2 to 22, and no other, on each place. */
static void audit_register_words(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[6];
		u32 len;
		u32 word;
	} cases[] = {
		{ "LRI", { LRI, 0x2600, 1 }, 3, 1 },
		{ "LRI, the second", { MI(0x22, 0, 5), 0x2600, 1, 0x2604, 1 }, 5, 3 },
		{ "LRI of a root", { MI(0x22, 0, 5), 0x2274, 1, 0x2270, 0x23456000 }, 5, 3 },
		{ "LRM", { MI(0x29, 0, 4), 0x2600, FOREIGN, 0 }, 4, 1 },
		{ "SRM", { MI(0x24, 0, 4), 0x2600, FOREIGN, 0 }, 4, 1 },
		{ "LRR, from", { MI(0x2a, 0, 3), 0x2600, 0x2604 }, 3, 1 },
		{ "LRR, to", { MI(0x2a, 0, 3), 0x2600, 0x2604 }, 3, 2 },
		{ "PIPE_CONTROL", { PIPE_CONTROL, BIT(23), 0x2600, 0, 7, 0 }, 6, 2 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, bit, words[6], cs[6];

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memcpy(words, cases[i].cs, sizeof(words));
		if (audit_one(env, VGT_RCS, words, cases[i].len, cs))
			KUNIT_FAIL(test, "%s: refused", cases[i].name);
		for (bit = 0; bit < 32; bit++) {
			if (bit >= 2 && bit < 23)
				continue;
			words[cases[i].word] ^= BIT(bit);
			if (audit_one(env, VGT_RCS, words, cases[i].len, cs) != -EPERM)
				KUNIT_FAIL(test, "%s: bit %u", cases[i].name, bit);
			words[cases[i].word] ^= BIT(bit);
		}
	}
	/* The word above a register's, where an address would have its upper half. */
	memcpy(words, cases[7].cs, sizeof(words));
	words[3] = 1;
	KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, words, 6, cs), -EPERM);
}

/* The guest's roots stand for the shadow's. */
static void audit_roots(struct kunit *test)
{
	static const u32 words[] = { MI(0x22, 0, 5), 0x2274, 1, 0x2270, 0x23456000 };
	struct vgt_env *env = vgt_env_get(test);
	u32 cs[5];

	KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, words, 5, cs), 0);
	KUNIT_EXPECT_EQ(test, cs[2], 0xa);
	KUNIT_EXPECT_EQ(test, cs[4], 0xbcdef000);
	KUNIT_EXPECT_EQ(test, cs[1], 0x2274);
}

/* What a submission does where commands load other roots: see core/exec/workload.c. */
static int audit_other_root(struct vgt_audit *audit, const u64 *pdp)
{
	memcpy(audit->guest_pdp, pdp, sizeof(audit->guest_pdp));
	audit->shadow_pdp[0] = 0x1bbbbb000;
	return 0;
}

/*
 * Commands may be skipped: which root the hardware has cannot be told. One half of a root,
 * be it the one that counts, would make a third one of two.
 */
/* Whatever a submission may load, what restores a context may not. */
static void audit_roots_while_restoring(struct kunit *test)
{
	static const u32 words[] = { MI(0x22, 0, 5), 0x2274, 6, 0x2270, 0x77777000 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 i, cs[5];

	for (i = 0; i < 2; i++) {
		memcpy(cs, words, sizeof(words));
		mutex_lock(&env->vgpu->lock);
		vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS],
				audit_slice_start(env) + 0x100000);
		audit.root = audit_other_root;
		audit.restoring = i;
		KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 5), i ? -EPERM : 0);
		mutex_unlock(&env->vgpu->lock);
		audit_end(env, VGT_RCS, &audit);
	}
}

static void audit_half_roots(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[6];
		u32 len;
	} halves[] = {
		{ "lower", { LRI, 0x2270, 0x77777000 }, 3 },
		{ "upper", { LRI, 0x2274, 0x6 }, 3 },
		{ "lower, by PIPE_CONTROL",
		  { 0x7a000004, BIT(23), 0x2270, 0, 0x77777000, 0 }, 6 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 i, cs[CS_MAX];

	for (i = 0; i < ARRAY_SIZE(halves); i++) {
		/* In a batch that may end before it, on a condition. */
		const u32 batch[] = { MI(0x36, 0, 4), 0, 0x1000, 0, MI(0x22, 0, 5), 0x2274, 6,
				      0x2270, 0x77777000, 0x0a << 23 };
		u32 addr = audit_batch_at(env, batch, ARRAY_SIZE(batch), 1);
		u32 len = 3 + halves[i].len;
		int ret;

		cs[0] = BBS;
		cs[1] = addr;
		cs[2] = 0;
		memcpy(cs + 3, halves[i].cs, halves[i].len * 4);

		mutex_lock(&env->vgpu->lock);
		vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS],
				audit_slice_start(env) + 0x100000);
		audit.guest_pdp[0] = 0x123456000;
		audit.shadow_pdp[0] = 0xabcdef000;
		audit.root = audit_other_root;
		ret = vgt_audit_ring(&audit, cs, len);
		mutex_unlock(&env->vgpu->lock);
		if (ret != -EPERM)
			KUNIT_FAIL(test, "%s: %d, word %#x", halves[i].name, ret, cs[len - 1]);
		audit_end(env, VGT_RCS, &audit);
	}
}

/* Is a register named by one of the commands in the host's context image? */
static bool image_has(struct vgt_env *env, enum vgt_engine_id id, u32 reg)
{
	const u32 *image = env->gpu.images[id];
	u32 i, n;

	for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++) {
		if (image[i] >> 23 == 0x0a)
			return false;
		if (image[i] >> 23 != 0x22)
			continue;
		for (n = (image[i] & 0xff) / 2 + 1; n; n--, i += 2)
			if (image[i + 1] == reg)
				return true;
	}
	return false;
}

static bool is_switched(struct vgt_env *env, enum vgt_engine_id id, u32 reg)
{
	const struct vgt_mmio_ctx_engine *sw = &env->dev.sw.engine[id];
	u32 i;

	for (i = 0; i < sw->count; i++)
		if (sw->regs[i].offset == reg)
			return true;
	return false;
}

/*
 * A register that a guest's command may set is switched: by the hardware, in whose
 * context image it is, or by vgt.
 */
static void audit_register_is_kept(struct kunit *test, struct vgt_env *env,
				   const struct vgt_reg *row,
				   enum vgt_engine_id id, u32 reg)
{
	bool slot = row->allowed == vgt_nonpriv_allowed;
	u32 words[4] = { LRI, reg, slot ? vgt_engines[id].mmio_base + 0x94 : 0 };
	bool hw = row->flags & VGT_REG_CONTEXT && image_has(env, id, reg);
	bool kept = hw || is_switched(env, id, reg);
	bool may = row->flags & VGT_REG_CMD_WRITE;
	u32 cs[4];

	/* What is not kept is left out. */
	KUNIT_EXPECT_EQ(test, audit_one(env, id, words, 3, cs), may ? 0 : -EPERM);
	if (may)
		KUNIT_EXPECT_EQ(test, cs[0], kept ? LRI : 0);
	/* From memory, what vgt need not know or judge. */
	words[0] = MI(0x29, 0, 4);
	words[2] = 0;
	may &= !row->allowed && (row->flags & VGT_REG_SAVE || !(row->flags & VGT_REG_SWITCH));
	KUNIT_EXPECT_EQ(test, audit_one(env, id, words, 4, cs), may ? 0 : -EPERM);
	if (may)
		KUNIT_EXPECT_EQ(test, cs[0], kept ? words[0] : 0);
}

/* Every register that a guest may set by command is kept apart from others'. */
static void audit_registers_are_kept(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, n, checked = 0;

	KUNIT_EXPECT_TRUE(test, env->dev.lrc[VGT_RCS].known);
	KUNIT_EXPECT_TRUE(test, env->dev.lrc[VGT_BCS].known);
	for (i = 0; i < env->dev.regs.count; i++) {
		const struct vgt_reg_slot *slot = &env->dev.regs.slots[i];
		const struct vgt_reg *row = slot->row;
		enum vgt_engine_id id;

		for (id = 0; id < VGT_NUM_ENGINES; id++) {
			if (!(row->flags & VGT_REG_CMD_RW) ||
			    !(env->gpu.gpu.desc.engine_mask & BIT(id)) ||
			    vgt_reg_of(&env->dev, id, slot->first) != row)
				continue;
			for (n = 0; n < (row->count ?: 1); n++, checked++)
				audit_register_is_kept(test, env, row, id,
						       slot->first + 4 * n);
		}
	}
	KUNIT_EXPECT_GE(test, checked, 500);
}

/* Values of registers, whatever the image of the fake holds. */
static void audit_values(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id engine;
		u32 offset;
		u32 val;
		bool ok;
	} cases[] = {
		{ VGT_RCS, 0x4df4, 0, true },
		{ VGT_RCS, 0x4df4, 1, false },
		{ VGT_RCS, 0x4df4, 2, true },
		{ VGT_RCS, 0x4df4, 3, true },
		{ VGT_RCS, 0x209c, 0x01000100, false },
		{ VGT_RCS, 0x209c, 0x40004000, true },
		{ VGT_RCS, 0x20c0, 0x00800080, true },
		{ VGT_RCS, 0x20c0, 0x00400040, true },
		{ VGT_RCS, 0x20c0, 0x00020002, false },
		{ VGT_RCS, 0x20c0, 0x00200020, false },
		/* R_PWR_CLK_STATE: not more EUs at least than at most. */
		{ VGT_RCS, 0x20c8, 0x80000022, true },
		{ VGT_RCS, 0x20c8, 0x80000021, true },
		{ VGT_RCS, 0x20c8, 0x80000012, false },
		{ VGT_RCS, 0x20c0, 0x00040004, false },
		{ VGT_RCS, 0x20c0, 0x00080008, false },
		{ VGT_RCS, 0x20d8, 0x00100010, true },
		{ VGT_RCS, 0x20d8, 0x00010001, false },
		{ VGT_RCS, 0x20d8, 0x00020002, false },
		{ VGT_RCS, 0x24d0, 0x10002349, true },
		{ VGT_RCS, 0x24d0, 0x00002349, true },
		{ VGT_RCS, 0x24d0, 0x0000234b, false },
		{ VGT_VECS, 0x1a4d0, 0x00002580, false },
		{ VGT_BCS, 0x224d0, 0x100223a8, true },
		{ VGT_BCS, 0x224d0, 0x000223a8, true },
		{ VGT_BCS, 0x224d0, 0x000223a9, false },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	/* As if the images held all. */
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		if (env->dev.lrc[i].kept)
			bitmap_fill(env->dev.lrc[i].kept, VGT_LRC_KEPT_END / 4);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct vgt_reg *row;
		u32 words[3] = { LRI, cases[i].offset, cases[i].val };
		int ret = -EPERM;
		u32 cs[3];

		if (cases[i].ok)
			ret = 0;
		row = vgt_reg_of(&env->dev, cases[i].engine, cases[i].offset);
		KUNIT_ASSERT_TRUE(test, row);
		KUNIT_EXPECT_EQ(test, vgt_cmd_reg_value_ok(&env->dev, row, cases[i].engine,
							   cases[i].val), cases[i].ok);
		KUNIT_EXPECT_EQ(test, audit_one(env, cases[i].engine, words, 3, cs), ret);
	}
}

/* By MMIO: what a context without an image would start with. */
static void audit_values_by_mmio(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 refused = env->vgpu->stats.regs_refused;

	env_write(env, 0x4df4, 3);
	env_write(env, 0x4df4, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x4df4), 3);
	env_write(env, 0x20c0, 0x00020002);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20c0) & 0x2, 0);
	env_write(env, 0x20d8, 0x00010001);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d8) & 0x1, 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused - refused, 3);
	/* A driver stops its ring before a reset: it is told so, nothing is kept. */
	env_write(env, 0x209c, 0x01000100);
	KUNIT_EXPECT_EQ(test, vgt_mmio_load(env->vgpu, 0x209c) & 0x100, 0);
	env_write(env, 0x2209c, 0x01000100);
	KUNIT_EXPECT_EQ(test, vgt_mmio_load(env->vgpu, 0x2209c) & 0x100, 0);
	/* A slot of FORCE_TO_NONPRIV that names render's register on another engine. */
	env_write(env, 0x124d0, 0x120000 | 0x094);
	env_write(env, 0x124d0, 0xb118);
	KUNIT_EXPECT_NE(test, vgt_mmio_ctx_value(env->vgpu, 0x124d0), 0xb118);
	env_write(env, 0x24d0, 0xb118);
	KUNIT_EXPECT_EQ(test, vgt_mmio_ctx_value(env->vgpu, 0x24d0), 0xb118);
}

/* Replaced by less, where drivers may send it. */
static void audit_stripped(struct kunit *test)
{
	static const u32 noop[] = { 0x00400123 };
	static const u32 lrm[] = { MI(0x29, BIT(21), 4), 0x2600, 0x1000, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 cs[4];

	KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, noop, 1, cs), 0);
	KUNIT_EXPECT_EQ(test, cs[0], 0);
	KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, lrm, 4, cs), 0);
	KUNIT_EXPECT_EQ(test, cs[0], MI(0x29, 0, 4));
}

static struct kunit_case audit_regs_cases[] = {
	KUNIT_CASE(audit_registers),
	KUNIT_CASE(audit_register_words),
	KUNIT_CASE(audit_roots),
	KUNIT_CASE(audit_half_roots),
	KUNIT_CASE(audit_roots_while_restoring),
	KUNIT_CASE(audit_registers_are_kept),
	KUNIT_CASE(audit_values),
	KUNIT_CASE(audit_values_by_mmio),
	KUNIT_CASE(audit_stripped),
	{ }
};

static struct kunit_suite audit_regs_suite = {
	.name = "audit_regs",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = audit_regs_cases,
};

kunit_test_suite(audit_regs_suite);
