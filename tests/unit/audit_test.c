// SPDX-License-Identifier: GPL-2.0-only
/*
 * The audit: command tables, operands, lengths, batches.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "core/exec/lrc.h"
#include "core/regs/mmio_context.h"
#include "core/mem/tlb.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/irq.h"
#include "core/regs/mmio.h"
#include "env.h"

/* Stand for addresses in the vGPU's own GGTT space, at its end, outside of it. */
#define OWN(x)		(0x5a000000u | (x))
#define END(x)		(0x5b000000u - (x))
#define FOREIGN		0x50001000u

#define MI(op, flags, len)	((op) << 23 | (flags) | ((len) - 2))
#define PIPE_CONTROL	0x7a000004u
#define BBE		0x05000000u
#define BBS		0x18800001u
#define BBS_PPGTT	0x18800101u
#define BBS_SECOND	0x18c00001u
#define LRI		0x11000001u

#define GGTT22	BIT(22)
#define CS_MAX	16

static u64 slice_start(struct vgt_env *env)
{
	return env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
}

static u64 slice_end(struct vgt_env *env)
{
	return slice_start(env) + env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.size;
}

static u32 place(struct vgt_env *env, u32 word)
{
	if (word >> 16 == 0x5a00)
		return slice_start(env) + (word & 0xffff);
	if (word >> 16 == 0x5aff)
		return slice_end(env) - (0x5b000000u - word);
	return word;
}

static int audit_words(struct vgt_env *env, enum vgt_engine_id engine, u32 *cs,
		       u32 len, struct vgt_audit *audit)
{
	struct vgt_vengine *ve = &env->vgpu->engines[engine];
	int ret;

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(audit, ve, slice_start(env) + 0x100000);
	audit->guest_pdp[0] = 0x123456000;
	audit->shadow_pdp[0] = 0xabcdef000;
	ret = vgt_audit_ring(audit, cs, len);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* A batch of the guest's in GGTT space of its own. Returns its address. */
static u32 batch_at(struct vgt_env *env, const u32 *cs, u32 len, u32 pages)
{
	u64 gpa = env_pages(env, pages);
	u64 addr = env_ggtt_map(env, gpa, pages);

	if (len)
		memcpy(fake_guest_va(&env->guest, gpa), cs, len * 4);
	return addr;
}

static void audit_end(struct vgt_env *env, enum vgt_engine_id engine,
		      struct vgt_audit *audit)
{
	mutex_lock(&env->vgpu->lock);
	vgt_audit_release(&env->vgpu->engines[engine], &audit->batches);
	mutex_unlock(&env->vgpu->lock);
}

static int audit_one(struct vgt_env *env, enum vgt_engine_id engine,
		     const u32 *words, u32 len, u32 *cs)
{
	struct vgt_audit audit;
	u32 i;
	int ret;

	for (i = 0; i < len; i++)
		cs[i] = place(env, words[i]);
	ret = audit_words(env, engine, cs, len, &audit);
	audit_end(env, engine, &audit);
	return ret;
}

struct audit_case {
	const char *name;
	enum vgt_engine_id engine;
	u32 cs[CS_MAX];
	u32 len;
	int ret;
};

static void audit_table(struct kunit *test, const struct audit_case *cases, u32 n)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < n; i++) {
		u64 refusals = env->vgpu->stats.audit_refusals;
		u32 cs[CS_MAX];
		int ret;

		ret = audit_one(env, cases[i].engine, cases[i].cs, cases[i].len, cs);
		if (ret != cases[i].ret)
			KUNIT_FAIL(test, "%s: %d in place of %d", cases[i].name, ret,
				   cases[i].ret);
		KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals - refusals,
				ret ? 1 : 0);
	}
}

#define OK(_name, _engine, _len, ...)					\
	{ _name, _engine, { __VA_ARGS__ }, _len, 0 }
#define NO(_name, _engine, _len, ...)					\
	{ _name, _engine, { __VA_ARGS__ }, _len, -EPERM }

static void audit_addresses(struct kunit *test)
{
	static const struct audit_case cases[] = {
		OK("SDI, PPGTT", VGT_RCS, 4, MI(0x20, 0, 4), FOREIGN, 0, 1),
		OK("SDI, own", VGT_RCS, 4, MI(0x20, GGTT22, 4), OWN(0x40), 0, 1),
		OK("SDI, last", VGT_RCS, 4, MI(0x20, GGTT22, 4), END(4), 0, 1),
		NO("SDI, foreign", VGT_RCS, 4, MI(0x20, GGTT22, 4), FOREIGN, 0, 1),
		NO("SDI, past the end", VGT_BCS, 5, MI(0x20, GGTT22, 5), END(4), 0, 1, 1),
		NO("SDI, high word", VGT_RCS, 4, MI(0x20, GGTT22, 4), OWN(0x40), 1, 1),
		NO("SDI, half a quadword", VGT_RCS, 4, MI(0x20, BIT(21), 4), FOREIGN, 0, 1),
		OK("SDI, quadword", VGT_RCS, 5, MI(0x20, GGTT22 | BIT(21), 5), OWN(0), 0, 1, 2),
		OK("SRM, own", VGT_RCS, 4, MI(0x24, GGTT22, 4), 0x2358, OWN(0), 0),
		NO("SRM, foreign", VGT_RCS, 4, MI(0x24, GGTT22, 4), 0x2358, FOREIGN, 0),
		OK("LRM, own", VGT_RCS, 4, MI(0x29, GGTT22, 4), 0x2600, OWN(0), 0),
		NO("LRM, foreign", VGT_RCS, 4, MI(0x29, GGTT22, 4), 0x2600, FOREIGN, 0),
		OK("FLUSH_DW, nothing", VGT_BCS, 4, MI(0x26, 0, 4), FOREIGN | BIT(2), 0, 0),
		OK("FLUSH_DW, own", VGT_BCS, 4, MI(0x26, BIT(14), 4), OWN(0x44), 0, 0),
		NO("FLUSH_DW, foreign", VGT_BCS, 4, MI(0x26, BIT(14), 4), FOREIGN | BIT(2), 0, 0),
		NO("FLUSH_DW, time", VGT_BCS, 5, MI(0x26, 3 << 14, 5), FOREIGN | BIT(2), 0, 0, 0),
		OK("FLUSH_DW, PPGTT", VGT_BCS, 4, MI(0x26, BIT(14), 4), FOREIGN, 0, 0),
		NO("FLUSH_DW, no data", VGT_BCS, 3, MI(0x26, BIT(14), 3), OWN(0x44), 0),
		OK("CLFLUSH, own", VGT_RCS, 3, MI(0x27, GGTT22, 3), END(64), 0),
		NO("CLFLUSH, over the end", VGT_RCS, 3, MI(0x27, GGTT22, 3), END(32), 0),
		OK("CLFLUSH, two lines", VGT_RCS, 4, MI(0x27, GGTT22, 4), END(128), 0, 0),
		NO("CLFLUSH, two lines over the end", VGT_RCS, 4,
		   MI(0x27, GGTT22, 4), END(64), 0, 0),
		OK("REPORT_PERF_COUNT", VGT_RCS, 4, MI(0x28, 0, 4), FOREIGN, 0, 0),
		NO("REPORT_PERF_COUNT, GGTT", VGT_RCS, 4, MI(0x28, 0, 4), FOREIGN | 1, 0, 0),
		OK("ATOMIC, own", VGT_VCS, 3, MI(0x2f, GGTT22, 3), OWN(0), 0),
		OK("ATOMIC, last", VGT_VCS, 3, MI(0x2f, GGTT22, 3), END(16), 0),
		NO("ATOMIC, over the end", VGT_VCS, 3, MI(0x2f, GGTT22, 3), END(8), 0),
		NO("ATOMIC, foreign", VGT_VCS, 3, MI(0x2f, GGTT22, 3), FOREIGN, 0),
		OK("COPY, PPGTT", VGT_RCS, 5, MI(0x2e, 0, 5), FOREIGN, 0, FOREIGN, 0),
		NO("COPY to foreign", VGT_RCS, 5, MI(0x2e, BIT(21), 5), FOREIGN, 0, OWN(0), 0),
		NO("COPY from foreign", VGT_RCS, 5, MI(0x2e, BIT(22), 5), OWN(0), 0, FOREIGN, 0),
		OK("COPY, own both", VGT_RCS, 5, MI(0x2e, 3 << 21, 5), OWN(0), 0, OWN(8), 0),
		OK("SEMAPHORE_WAIT, own", VGT_RCS, 4, MI(0x1c, GGTT22, 4), 0, OWN(0), 0),
		NO("SEMAPHORE_WAIT, foreign", VGT_RCS, 4, MI(0x1c, GGTT22, 4), 0, FOREIGN, 0),
		NO("SEMAPHORE_WAIT, register", VGT_RCS, 4, MI(0x1c, BIT(16), 4), 0, 0x2000, 0),
		OK("PIPE_CONTROL, nothing", VGT_RCS, 6, PIPE_CONTROL, BIT(24), FOREIGN, 0, 0, 0),
		OK("PIPE_CONTROL, own", VGT_RCS, 6,
		   PIPE_CONTROL, BIT(24) | BIT(14), OWN(0), 0, 0, 0),
		NO("PIPE_CONTROL, foreign", VGT_RCS, 6,
		   PIPE_CONTROL, BIT(24) | BIT(14), FOREIGN, 0, 0, 0),
		NO("PIPE_CONTROL, time", VGT_RCS, 6,
		   PIPE_CONTROL, BIT(24) | BIT(15) | BIT(14), FOREIGN, 0, 0, 0),
		OK("PIPE_CONTROL, PPGTT", VGT_RCS, 6, PIPE_CONTROL, BIT(14), FOREIGN, 0, 0, 0),
		OK("PIPE_CONTROL, LRI", VGT_RCS, 6, PIPE_CONTROL, BIT(23), 0x2600, 0, 7, 0),
		NO("PIPE_CONTROL, bad LRI", VGT_RCS, 6, PIPE_CONTROL, BIT(23), 0x2230, 0, 7, 0),
		NO("PIPE_CONTROL, LRI and a store", VGT_RCS, 6, PIPE_CONTROL,
		   BIT(24) | BIT(23) | BIT(14), 0x2600, 0, 7, 0),
		OK("BBS, PPGTT", VGT_RCS, 3, BBS_PPGTT, FOREIGN, 0),
		NO("BBS, foreign", VGT_RCS, 3, BBS, FOREIGN, 0),
		NO("BBS, not mapped", VGT_RCS, 3, BBS, OWN(0x8000), 0),
		NO("BBS, plus a register", VGT_RCS, 3, BBS | BIT(16), OWN(0), 0),
		/* It would come back to where a first level was last. */
		NO("BBS, second level out of a ring", VGT_RCS, 3, BBS_SECOND, OWN(0), 0),
		NO("BBS, second level, PPGTT", VGT_RCS, 3, BBS_PPGTT | BIT(22), FOREIGN, 0),
	};
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);

	/* A batch for the last: it is refused for its start alone. */
	env_ggtt_map(env, gpa, 1);
	fake_guest_poke32(&env->guest, gpa, BBE);
	audit_table(test, cases, ARRAY_SIZE(cases));
}

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

/* What PIPE_CONTROL may say, bit by bit: what reaches beyond its own context is refused. */
static void audit_pipe_control_bits(struct kunit *test)
{
	/* Flushes and stalls of its own work; the rest is judged elsewhere. */
	static const u32 own = 0x3f | GENMASK(16, 7) | BIT(18) | GENMASK(21, 20) | BIT(24) |
			       BIT(27);
	struct vgt_env *env = vgt_env_get(test);
	u32 bit, cs[6];

	for (bit = 0; bit < 32; bit++) {
		u32 words[6] = { PIPE_CONTROL, BIT(bit), FOREIGN, 0, 0, 0 };

		if (BIT(bit) == BIT(23))	/* a register: its own test */
			continue;
		if (audit_one(env, VGT_RCS, words, 6, cs) != (own & BIT(bit) ? 0 : -EPERM))
			KUNIT_FAIL(test, "bit %u", bit);
	}
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
				slice_start(env) + 0x100000);
		audit.root = audit_other_root;
		audit.restoring = i;
		KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 5), i ? -EPERM : 0);
		mutex_unlock(&env->vgpu->lock);
		audit_end(env, VGT_RCS, &audit);
	}
}

/* No other engine's signal ends a wait: it looks itself. */
static void audit_waits_poll(struct kunit *test)
{
	static const u32 words[] = { MI(0x1c, 0, 4), 0, 0x1000, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 cs[4];

	KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, words, 4, cs), 0);
	KUNIT_EXPECT_EQ(test, cs[0], words[0] | BIT(15));
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
		u32 addr = batch_at(env, batch, ARRAY_SIZE(batch), 1);
		u32 len = 3 + halves[i].len;
		int ret;

		cs[0] = BBS;
		cs[1] = addr;
		cs[2] = 0;
		memcpy(cs + 3, halves[i].cs, halves[i].len * 4);

		mutex_lock(&env->vgpu->lock);
		vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS],
				slice_start(env) + 0x100000);
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
	const struct vgt_switch_engine *sw = &env->dev.sw.engine[id];
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
	KUNIT_EXPECT_NE(test, vgt_switch_value(env->vgpu, 0x124d0), 0xb118);
	env_write(env, 0x24d0, 0xb118);
	KUNIT_EXPECT_EQ(test, vgt_switch_value(env->vgpu, 0x24d0), 0xb118);
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

static void audit_other_commands(struct kunit *test)
{
	static const struct audit_case cases[] = {
		NO("MI_STORE_DATA_INDEX", VGT_RCS, 3, MI(0x21, 0, 3), 0, 0),
		NO("MI_SET_CONTEXT", VGT_RCS, 2, MI(0x18, 0, 2), 0),
		NO("MI_UPDATE_GTT", VGT_RCS, 3, MI(0x23, 0, 3), 0, 0),
		NO("client 1", VGT_RCS, 1, 1u << 29),
		NO("client 7", VGT_RCS, 1, ~0u),
		NO("a blit on render", VGT_RCS, 10, 0x54c00008),
		OK("a blit", VGT_BCS, 10, 0x54c00008),
		NO("3D on the blitter", VGT_BCS, 6, PIPE_CONTROL),
		NO("a video command on render", VGT_RCS, 2, 0x70060000),
		OK("a video command", VGT_VCS, 2, 0x70060000),
		NO("the same, for video enhancement", VGT_VECS, 2, 0x70060000),
		OK("wait for the monitor", VGT_RCS, 1, 0x03 << 23),
		NO("length lies: short", VGT_RCS, 2, MI(0x22, 0, 2), 0x2600),
		NO("length lies: long", VGT_RCS, 3, MI(0x22, 0, 5), 0x2600, 1),
		NO("cut off", VGT_RCS, 4, 0, 0, LRI, 0x2600),
	};

	audit_table(test, cases, ARRAY_SIZE(cases));
}

/*
 * What only makes sense in a batch, out of a ring: it would end, skip or go on to read what
 * the host has behind the guest's commands.
 */
static void audit_batch_only(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[4];
		u32 len;
	} cases[] = {
		{ "BATCH_BUFFER_END", { BBE }, 1 },
		{ "COND_BATCH_END", { MI(0x36, 0, 4), 0, FOREIGN, 0 }, 4 },
		{ "COND_BATCH_END, own", { MI(0x36, GGTT22, 4), 0, OWN(0), 0 }, 4 },
		{ "COND_BATCH_END, compare", { MI(0x36, BIT(21), 4), 0, FOREIGN, 0 }, 4 },
		{ "RS_CONTROL", { 0x03000001 }, 1 },
		{ "BBS, second level", { BBS_PPGTT | BIT(22), FOREIGN, 0 }, 3 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 words[5], cs[5];
		u32 call[] = { BBS, 0, 0 };
		struct vgt_audit audit;

		for (k = 0; k < cases[i].len; k++)
			words[k] = place(env, cases[i].cs[k]);
		words[cases[i].len] = BBE;
		if (audit_one(env, VGT_RCS, words, cases[i].len, cs) != -EPERM)
			KUNIT_FAIL(test, "%s: in a ring", cases[i].name);
		call[1] = batch_at(env, words, cases[i].len + 1, 1);
		if (audit_words(env, VGT_RCS, call, 3, &audit))
			KUNIT_FAIL(test, "%s: not in a batch", cases[i].name);
		audit_end(env, VGT_RCS, &audit);
	}
}

/* In a batch, the address that an end on a condition reads is judged. */
static void audit_end_on_condition(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 words[] = { MI(0x36, GGTT22, 4), 0, FOREIGN, 0, BBE };
	u32 call[] = { BBS, batch_at(env, words, 5, 1), 0 };
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, call, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);
}

/* Commands that no guest may use have a row each, which says why. */
static void audit_never(struct kunit *test)
{
	static const u8 opcodes[] = {
		0x04, 0x16, 0x18, 0x19, 0x21, 0x23, 0x2b, 0x2c, 0x2d,
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, cs[1];

	for (i = 0; i < ARRAY_SIZE(opcodes); i++) {
		u32 header = opcodes[i] << 23;
		const struct vgt_cmd *cmd;

		cmd = vgt_cmd_find(env->gpu.gpu.desc.gen, VGT_RCS, header);
		if (!cmd || !cmd->never || strlen(cmd->never) < 10)
			KUNIT_FAIL(test, "opcode %#x: no reason", opcodes[i]);
		KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, &header, 1, cs), -EPERM);
	}
}

/*
 * Bits between the length field and the opcode, and of commands of one word: what no
 * document explains is refused, and so is what would change what is written, or where.
 */
static void audit_headers(struct kunit *test)
{
	static const struct audit_case cases[] = {
		OK("NOOP", VGT_RCS, 1, 0),
		OK("NOOP with a number", VGT_RCS, 1, 0x412345),
		OK("SET_PREDICATE", VGT_BCS, 1, 0x0080000f),
		NO("SET_PREDICATE, bit 4", VGT_RCS, 1, 0x00800010),
		NO("USER_INTERRUPT, bit 0", VGT_RCS, 1, 0x01000001),
		NO("ARB_CHECK, bit 8", VGT_RCS, 1, 0x02800100),
		OK("ARB_ON_OFF", VGT_RCS, 1, 0x04000001),
		NO("ARB_ON_OFF, bit 1", VGT_RCS, 1, 0x04000002),
		OK("SUSPEND_FLUSH, off", VGT_BCS, 1, 0x05800000),
		NO("SUSPEND_FLUSH", VGT_BCS, 1, 0x05800001),
		NO("PREDICATE, bit 2", VGT_RCS, 1, 0x06000004),
		NO("TOPOLOGY_FILTER, bit 6", VGT_RCS, 1, 0x06800040),
		OK("MATH", VGT_RCS, 2, MI(0x1a, 0, 2), 0x08008001),
		NO("MATH, bit 8", VGT_RCS, 2, MI(0x1a, BIT(8), 2), 0),
		NO("MATH, not an operation", VGT_RCS, 2, MI(0x1a, 0, 2), 0x20000000),
		NO("MATH, not a register", VGT_RCS, 2, MI(0x1a, 0, 2), 0x18004031),
		NO("SDI, bit 10", VGT_RCS, 4, MI(0x20, BIT(10), 4), FOREIGN, 0, 1),
		NO("SRM, bit 8", VGT_RCS, 4, MI(0x24, BIT(8), 4), 0x2358, OWN(0), 0),
		NO("LRR, bit 22", VGT_RCS, 3, MI(0x2a, BIT(22), 3), 0x2358, 0x2600),
		NO("FLUSH_DW, protected", VGT_BCS, 4, MI(0x26, BIT(22), 4), 0, 0, 0),
		OK("FLUSH_DW, TLB and video cache", VGT_VCS, 4, MI(0x26, BIT(18) | BIT(7), 4),
		   0, 0, 0),
		NO("FLUSH_DW, LLC", VGT_BCS, 4, MI(0x26, BIT(9), 4), 0, 0, 0),
		NO("FLUSH_DW, CCS", VGT_BCS, 4, MI(0x26, BIT(16), 4), 0, 0, 0),
		NO("FLUSH_DW of render", VGT_RCS, 4, MI(0x26, 0, 4), 0, 0, 0),
		NO("REPORT_PERF_COUNT, bit 22", VGT_RCS, 4, MI(0x28, BIT(22), 4), 0, 0, 0),
		NO("REPORT_PERF_COUNT, address bit 5", VGT_RCS, 4, MI(0x28, 0, 4), 0x20, 0, 0),
		OK("ATOMIC, inline", VGT_RCS, 11, MI(0x2f, BIT(18), 11), FOREIGN),
		NO("ATOMIC, inline, short", VGT_RCS, 3, MI(0x2f, BIT(18), 3), FOREIGN, 0),
		NO("ATOMIC, not inline, long", VGT_RCS, 11, MI(0x2f, 0, 11), FOREIGN),
		NO("BBS, bit 9", VGT_RCS, 3, BBS_PPGTT | BIT(9), FOREIGN, 0),
		NO("BBS, bit 13", VGT_RCS, 3, BBS_PPGTT | BIT(13), FOREIGN, 0),
		NO("BBS, bit 17", VGT_RCS, 3, BBS_PPGTT | BIT(17), FOREIGN, 0),
		NO("BBS, bit 48 of an address", VGT_RCS, 3, BBS, OWN(0), BIT(16)),
		NO("SDI, bit 48 of an address", VGT_RCS, 4, MI(0x20, GGTT22, 4), OWN(0),
		   BIT(16), 1),
		NO("BATCH_BUFFER_END, bit 0", VGT_RCS, 1, BBE | 1),
		NO("PIPE_CONTROL, bit 9", VGT_RCS, 6, PIPE_CONTROL | BIT(9)),
		NO("PIPE_CONTROL, protected", VGT_RCS, 6, PIPE_CONTROL, BIT(22)),
		NO("PIPE_CONTROL, bit 30", VGT_RCS, 6, PIPE_CONTROL, BIT(30)),
		NO("3DSTATE_VS, bit 8", VGT_RCS, 9, 0x78100107),
		NO("PIPELINE_SELECT, bit 2", VGT_RCS, 1, 0x69040004),
		OK("PIPELINE_SELECT", VGT_RCS, 1, 0x69040301),
		OK("MFX_WAIT", VGT_VCS, 1, 0x68000100),
		NO("MFX_WAIT, longer", VGT_VCS, 3, 0x68000101),
		NO("MFX_WAIT, longer still", VGT_VCS, 3, 0x68000120),
		NO("MFX, bit 12", VGT_VCS, 2, 0x70061000),
		OK("a blit's write mask", VGT_BCS, 10, 0x54f00008),
		NO("a blit of Gen7", VGT_BCS, 8, 0x54f00006),
		NO("a blit, bit 8", VGT_BCS, 10, 0x54f00108),
	};

	audit_table(test, cases, ARRAY_SIZE(cases));
}

/*
 * A length field that is wider than it is taken for: what is data in the longer command
 * would be commands for the audit, and the other way round.
 */
static void audit_wide_lengths(struct kunit *test)
{
	static const struct {
		const char *name;
		enum vgt_engine_id engine;
		u32 header;
		u32 len;	/* as the hardware has it */
	} cases[] = {
		{ "MI_MATH", VGT_RCS, 0x0d000040, 66 },
		{ "MI_MATH of the blitter", VGT_BCS, 0x0d000040, 66 },
		{ "3DSTATE_BINDING_TABLE_EDIT_VS", VGT_RCS, 0x78430100, 258 },
		{ "3DSTATE_BINDING_TABLE_EDIT_PS", VGT_RCS, 0x78470100, 258 },
		{ "MEDIA_OBJECT", VGT_RCS, 0x71008004, 32774 },
		{ "MEDIA_OBJECT_WALKER", VGT_RCS, 0x7103800f, 32785 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 *cs = kvcalloc(33000, sizeof(*cs), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_TRUE(test, cs);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_audit audit;

		memset(cs, 0, 33000 * sizeof(*cs));
		cs[0] = cases[i].header;
		/* One word is missing. */
		KUNIT_EXPECT_EQ(test, audit_words(env, cases[i].engine, cs,
						  cases[i].len - 1, &audit), -EPERM);
		/* Behind its end, and only there, commands count. */
		cs[cases[i].len] = 0x11000001;
		cs[cases[i].len + 1] = vgt_engines[cases[i].engine].mmio_base + 0x80;
		if (audit_words(env, cases[i].engine, cs, cases[i].len, &audit))
			KUNIT_FAIL(test, "%s: refused", cases[i].name);
		if (audit_words(env, cases[i].engine, cs, cases[i].len + 3,
				&audit) != -EPERM)
			KUNIT_FAIL(test, "%s: taken for longer", cases[i].name);
	}
	kvfree(cs);
}

static u32 opcode_shift(u8 client)
{
	return client == VGT_CLIENT_MI ? 23 : client == VGT_CLIENT_2D ? 22 : 16;
}

/* Each value of the length field: what the row allows, and no other. */
static void audit_row_length(struct kunit *test, const struct vgt_cmd *cmd, u32 header)
{
	u32 field;

	if (!cmd->len_mask) {
		KUNIT_EXPECT_EQ(test, vgt_cmd_len(cmd, header), cmd->min);
		return;
	}
	for (field = 0; field <= cmd->len_mask; field++) {
		u32 len = field + cmd->bias;

		if (vgt_cmd_len(cmd, header | field) !=
		    (len >= cmd->min && len <= cmd->max ? len : 0))
			KUNIT_FAIL(test, "%s: length field %#x", cmd->name, field);
	}
}

/* Each bit between length and opcode: one that the row knows, or refused. */
static void audit_row_bits(struct kunit *test, const struct vgt_cmd *cmd, u32 header,
			   u32 shift)
{
	u32 bit;

	KUNIT_EXPECT_TRUE(test, vgt_cmd_bits_ok(cmd, header));
	for (bit = 0; bit < shift; bit++)
		if (vgt_cmd_bits_ok(cmd, header | BIT(bit)) !=
		    !!((cmd->bits | cmd->len_mask) & BIT(bit)))
			KUNIT_FAIL(test, "%s: bit %u", cmd->name, bit);
}

static void audit_row(struct kunit *test, struct vgt_env *env,
		      const struct vgt_cmd_table *table, const struct vgt_cmd *cmd)
{
	u32 header = (u32)table->client << 29 |
		     (u32)cmd->opcode << opcode_shift(table->client);
	enum vgt_engine_id id;
	u32 *cs;
	u8 gen;

	for (gen = 8; gen <= 9; gen++)
		for (id = 0; id < VGT_NUM_ENGINES; id++)
			KUNIT_EXPECT_EQ(test, vgt_cmd_find(gen, id, header) == cmd,
					cmd->engines & BIT(id) &&
					(!cmd->gens || cmd->gens & BIT(gen)));
	audit_row_length(test, cmd, header);
	audit_row_bits(test, cmd, header, opcode_shift(table->client));
	if (cmd->gens && !(cmd->gens & BIT(env->gpu.gpu.desc.gen)))
		return;
	if (cmd->check || cmd->in_batch || cmd->never)
		return;

	cs = kvcalloc(cmd->min, sizeof(*cs), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, cs);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_audit audit;

		if (!(cmd->engines & env->gpu.gpu.desc.engine_mask & BIT(id)))
			continue;
		cs[0] = header | (cmd->len_mask ? cmd->min - cmd->bias : 0);
		KUNIT_EXPECT_EQ(test, audit_words(env, id, cs, cmd->min, &audit), 0);
		if (cmd->min > 1)
			KUNIT_EXPECT_EQ(test, audit_words(env, id, cs, cmd->min - 1,
							  &audit), -EPERM);
	}
	kvfree(cs);
}

static void audit_rows(struct kunit *test)
{
	static const struct vgt_cmd_table * const tables[] = {
		&vgt_cmds_mi, &vgt_cmds_2d, &vgt_cmds_3d, &vgt_cmds_media,
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (k = 0; k < tables[i]->count; k++)
			audit_row(test, env, tables[i], &tables[i]->cmds[k]);
}

/* Interrupts are not the hardware's to send: noted, and taken out. */
static void audit_interrupts(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id engine;
		u32 cs[6];
		u32 len;
		u32 word;
		u32 left;
		u32 events;
	} cases[] = {
		{ VGT_RCS, { 0x01000000 }, 1, 0, 0, BIT(VGT_GT_USER) },
		{ VGT_RCS, { PIPE_CONTROL, BIT(8) | BIT(20) }, 6, 1, BIT(20),
		  BIT(VGT_GT_FLUSH) },
		{ VGT_BCS, { MI(0x26, BIT(8), 4) }, 4, 0, MI(0x26, 0, 4),
		  BIT(VGT_GT_FLUSH) },
		{ VGT_RCS, { 0 }, 1, 0, 0, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_audit audit;
		u32 cs[6];

		memcpy(cs, cases[i].cs, sizeof(cs));
		KUNIT_EXPECT_EQ(test, audit_words(env, cases[i].engine, cs,
						  cases[i].len, &audit), 0);
		KUNIT_EXPECT_EQ(test, cs[cases[i].word], cases[i].left);
		KUNIT_EXPECT_EQ(test, audit.events, cases[i].events);
	}
}

/* An index into the status page counts in the guest's context, not in the shadow. */
static void audit_indices(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 lrca = slice_start(env) + 0x100000;
	u32 pc[6] = { PIPE_CONTROL, BIT(21) | BIT(14), 0x7c8, 0, 1, 0 };
	u32 fl[4] = { MI(0x26, BIT(21) | BIT(14), 4), 0x12340, 5, 1 };
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, pc, 6, &audit), 0);
	KUNIT_EXPECT_EQ(test, pc[1], BIT(24) | BIT(14));
	KUNIT_EXPECT_EQ(test, pc[2], lrca + 0x7c8);
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_BCS, fl, 4, &audit), 0);
	KUNIT_EXPECT_EQ(test, fl[0], MI(0x26, BIT(14), 4));
	KUNIT_EXPECT_EQ(test, fl[1], (lrca + 0x340) | BIT(2));
	KUNIT_EXPECT_EQ(test, fl[2], 0);
}

/* ---- privileged batches ---- */

static struct vgt_shadow_batch *copy_of(struct vgt_audit *audit, u32 addr)
{
	struct vgt_shadow_batch *batch;

	list_for_each_entry(batch, &audit->batches, link)
		if (batch->addr == addr)
			return batch;
	return NULL;
}

static void audit_batch_is_copied_once(struct kunit *test)
{
	static const u32 batch[] = { 0, LRI, 0x2600, 7, 0x01000000, BBE, 0xdeadbeef };
	struct vgt_env *env = vgt_env_get(test);
	u32 addr = batch_at(env, batch, ARRAY_SIZE(batch), 1);
	u32 cs[] = { BBS, addr, 0, BBS, addr, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 6, &audit), 0);
	KUNIT_EXPECT_EQ(test, audit.nbatches, 1);
	KUNIT_EXPECT_EQ(test, audit.events, BIT(VGT_GT_USER));
	copy = copy_of(&audit, addr);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, cs[1], copy->buf->ggtt);
	KUNIT_EXPECT_EQ(test, cs[4], copy->buf->ggtt);
	KUNIT_EXPECT_NE(test, cs[1], addr);
	KUNIT_EXPECT_EQ(test, copy->buf->va[3], 7);
	KUNIT_EXPECT_EQ(test, copy->buf->va[4], 0);
	KUNIT_EXPECT_EQ(test, copy->buf->va[5], BBE);
	/* Not what stands behind its end. */
	KUNIT_EXPECT_NE(test, copy->buf->va[6], 0xdeadbeef);
	audit_end(env, VGT_RCS, &audit);
}

/* What one goes on to says nothing about the next. */
static void audit_batches_in_a_row(struct kunit *test)
{
	static const u32 one[] = { 0, BBS_PPGTT, 0x1000, 0 };
	static const u32 two[] = { 0, 0, 0, LRI, 0x2600, 1, BBE };
	static const u32 bad[] = { 0, 0, LRI, 0x2230, 1, BBE };
	struct vgt_env *env = vgt_env_get(test);
	u32 a = batch_at(env, one, 4, 1), b = batch_at(env, two, 7, 1);
	u32 c = batch_at(env, bad, 6, 1);
	u32 cs[] = { BBS_PPGTT, 0x1000, 0, BBS, a, 0, BBS, b, 0 };
	u32 no[] = { BBS_PPGTT, 0x1000, 0, BBS, c, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 9, &audit), 0);
	copy = copy_of(&audit, b);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, copy->buf->va[4], 0x2600);
	KUNIT_EXPECT_EQ(test, copy->buf->va[6], BBE);
	/* One that may not be reached at its end has an end all the same. */
	copy = copy_of(&audit, a);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, copy->buf->va[4], BBE);
	audit_end(env, VGT_RCS, &audit);

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, no, 6, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);
}

#ifndef __KERNEL__

static u32 *changing;
static const struct vgt_gpu_ops *changing_ops;

/* The lock is let go of: the guest writes to what was judged. */
static void change_judged(void)
{
	*changing = 0xbad;
}

/* A copy of a batch takes long. */
static struct vgt_gpu_buffer *changing_buffer(struct vgt_gpu *gpu, u32 size)
{
	shim_advance_ns(2 * VGT_PACE_NS);
	return changing_ops->buffer_create(gpu, size);
}

/* What was read is not read again, however long the batch is. */
static void audit_reads_once(struct kunit *test)
{
	static const u32 inner[] = { BBE };
	struct vgt_env *env = vgt_env_get(test);
	u32 called = batch_at(env, inner, 1, 1), addr = batch_at(env, NULL, 0, 9);
	u32 *va = fake_guest_va(&env->guest, env->next_page - 9 * 4096);
	u32 i, cs[3] = { BBS, addr, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_gpu_ops slow;
	struct vgt_audit audit;
	struct vgt_pace pace;

	for (i = 0; i < 8000; i += 4) {
		va[i] = MI(0x20, 0, 4);
		va[i + 1] = 0x1000;
		va[i + 2] = 0;
		va[i + 3] = i + 7;
	}
	va[4] = BBS_SECOND;
	va[5] = called;
	va[6] = 0;
	va[7] = 0;
	va[8000] = BBE;
	changing = &va[3];
	changing_ops = env->gpu.gpu.ops;
	slow = *changing_ops;
	slow.buffer_create = changing_buffer;
	env->gpu.gpu.ops = &slow;
	shim_resched_hook = change_judged;
	mutex_lock(&env->vgpu->lock);
	vgt_pace_begin(env->vgpu, &pace, NULL);
	vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], slice_start(env) + 0x100000);
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 3), 0);
	vgt_pace_end(env->vgpu);
	mutex_unlock(&env->vgpu->lock);
	shim_resched_hook = NULL;
	env->gpu.gpu.ops = changing_ops;
	KUNIT_EXPECT_EQ(test, va[3], 0xbad);
	copy = copy_of(&audit, addr);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, copy->buf->va[3], 7);
	KUNIT_EXPECT_EQ(test, memcmp(copy->buf->va + 8, va + 8, 7993 * 4), 0);
	audit_end(env, VGT_RCS, &audit);
}

#endif

static void audit_nested(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 inner[] = { LRI, 0x2600, 3, BBE };
	u32 c = batch_at(env, inner, 4, 1);
	u32 middle[] = { BBS_SECOND, c, 0, LRI, 0x2604, 4, BBE };
	u32 b = batch_at(env, middle, 7, 1);
	u32 cs[] = { BBS, b, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), 0);
	KUNIT_EXPECT_EQ(test, audit.nbatches, 2);
	copy = copy_of(&audit, b);
	KUNIT_ASSERT_TRUE(test, copy && copy_of(&audit, c));
	KUNIT_EXPECT_EQ(test, copy->buf->va[1], copy_of(&audit, c)->buf->ggtt);
	/* It comes back from a second level: the rest counts. */
	KUNIT_EXPECT_EQ(test, copy->buf->va[5], 4);
	audit_end(env, VGT_RCS, &audit);
}

static void audit_bad_batches(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 words[8] = { 0 };
	u32 endless = batch_at(env, words, 8, 2);
	u32 self = env->next_ggtt;
	u32 to_self[] = { BBS, self, 0 };
	u32 across[] = { MI(0x20, 0, 6), 0, 0, 1, 2, 3 };
	struct vgt_audit audit;
	u32 cs[3] = { BBS };
	u32 addr, i;

	/* Without an end, up to where nothing is mapped. */
	cs[1] = endless;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);

	/* In circles. */
	cs[1] = batch_at(env, to_self, 3, 1);
	KUNIT_EXPECT_EQ(test, cs[1], self);
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);

	/* A command that reaches across the end of what is mapped. */
	addr = batch_at(env, words, 8, 1);
	env->next_ggtt += 4096;
	memcpy(fake_guest_va(&env->guest, env->next_page - 12), across, 12);
	cs[1] = addr;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);

	/* Deeper than there is room for. */
	words[0] = BBE;
	addr = batch_at(env, words, 1, 1);
	for (i = 0; i < 4; i++) {
		u32 call[] = { BBS_SECOND, addr, 0, BBE };

		cs[1] = addr;
		KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit),
				i < 3 ? 0 : -EPERM);
		audit_end(env, VGT_RCS, &audit);
		addr = batch_at(env, call, 4, 1);
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals, 4);
}

/* More than one submission may have: batches, and words in all. */
static void audit_budget(struct kunit *test)
{
	static const u32 end[] = { BBE };
	struct vgt_env *env = vgt_env_get(test);
	u32 addr = batch_at(env, end, 1, 65);
	struct vgt_audit audit;
	u32 cs[3 * 65];
	u32 i;

	for (i = 0; i < 65; i++) {
		fake_guest_poke32(&env->guest, env->next_page - (65 - i) * 4096, BBE);
		cs[3 * i] = BBS;
		cs[3 * i + 1] = addr + i * 4096;
		cs[3 * i + 2] = 0;
	}
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3 * 65, &audit), -EPERM);
	KUNIT_EXPECT_EQ(test, audit.nbatches, 64);
	audit_end(env, VGT_RCS, &audit);

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], slice_start(env));
	audit.left = 8;
	memset(cs, 0, sizeof(cs));
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 8), 0);
	KUNIT_EXPECT_EQ(test, audit.left, 0);
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 1), -EPERM);
	mutex_unlock(&env->vgpu->lock);
}

/* A batch of many pages is copied whole, from wherever in a page it starts. */
static void audit_long_batch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 addr = batch_at(env, NULL, 0, 9) + 4 * 1000;
	u32 *va = fake_guest_va(&env->guest, env->next_page - 9 * 4096 + 4000);
	u32 cs[3] = { BBS, addr, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;
	u32 i;

	for (i = 0; i < 8000; i += 4) {
		va[i] = MI(0x20, 0, 4);
		va[i + 1] = 0x1000;
		va[i + 2] = 0;
		va[i + 3] = i;
	}
	va[8000] = BBE;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), 0);
	copy = copy_of(&audit, addr);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, memcmp(copy->buf->va, va, 8001 * 4), 0);
	KUNIT_EXPECT_GE(test, copy->buf->size, 8001 * 4 + 64);
	audit_end(env, VGT_RCS, &audit);
}

/* ---- what runs when a context is restored, and at the end of a request ---- */

/* Nothing there waits, or leaves set what reaches into the host's own commands. */
static void audit_restoring(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[4];
		u32 len;
		int ret;
		bool off;
	} cases[] = {
		{ "GPR", { LRI, 0x2600, 1 }, 3, 0 },
		{ "PIPE_CONTROL", { LRI, 0x2604, 1 }, 3, 0 },
		{ "SEMAPHORE_WAIT", { MI(0x1c, 0, 4), 0, FOREIGN, 0 }, 4, -EPERM },
		{ "predicate", { 0x0080000f }, 1, -EPERM },
		{ "no predicate", { 0x00800000 }, 1, 0 },
		{ "arbitration off and on", { 0x04000000, 0x04000001 }, 2, 0 },
		{ "arbitration off", { 0x04000001, 0x04000000 }, 2, 0, true },
		{ "end on a condition", { MI(0x36, 0, 4), 0, FOREIGN, 0 }, 4, -EPERM },
		{ "not judged", { BBS_PPGTT, FOREIGN, 0 }, 3, -EPERM },
		{ "not judged, second level", { BBS_PPGTT | BIT(22), FOREIGN, 0 }, 3, -EPERM },
		{ "judged", { BBS, OWN(0), 0 }, 3, -EPERM },
		{ "wait for the monitor", { 0x01800002 }, 1, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_audit audit;
		u32 cs[4];
		int ret;

		memcpy(cs, cases[i].cs, sizeof(cs));
		mutex_lock(&env->vgpu->lock);
		vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], slice_start(env));
		audit.restoring = true;
		ret = vgt_audit_ring(&audit, cs, cases[i].len);
		mutex_unlock(&env->vgpu->lock);
		audit_end(env, VGT_RCS, &audit);
		if (ret != cases[i].ret || audit.arbitration_off != cases[i].off)
			KUNIT_FAIL(test, "%s: %d", cases[i].name, ret);
	}
}

/* What the ring calls, too, is judged anew. */
static void audit_restoring_batch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 words[] = { MI(0x1c, 0, 4), 0, FOREIGN, 0, BBE };
	u32 addr = batch_at(env, words, 5, 1);
	u32 cs[] = { BBS, addr, 0 };
	struct vgt_shadow_batch *batch;
	struct vgt_audit audit;

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], slice_start(env));
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 3), 0);
	audit.restoring = true;
	KUNIT_EXPECT_EQ(test, vgt_audit_batch(&audit, addr, 1024, &batch), -EPERM);
	mutex_unlock(&env->vgpu->lock);
	audit_end(env, VGT_RCS, &audit);
}

/* The same by way of a context. */
static void audit_restoring_context(struct kunit *test)
{
	static const struct {
		u32 indirect[4];
		u32 per_ctx[4];
		bool ok;
	} cases[] = {
		{ { LRI, 0x2600, 1 }, { BBE }, true },
		/* As old drivers have it: off in the one, on in the other. */
		{ { 0x04000000 }, { 0x04000001, BBE }, true },
		{ { 0x04000000 }, { BBE }, false },
		{ { LRI, 0x2600, 1 }, { 0x04000000, BBE }, false },
		{ { MI(0x1c, 0, 4), 0, FOREIGN, 0 }, { BBE }, false },
		{ { 0 }, { 0x0080000f, BBE }, false },
		/* The resource streamer, off and on. */
		{ { 0 }, { 0x03000000, BBE }, true },
		{ { 0 }, { 0x03000001, BBE }, false },
	};
	static const u32 cs[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 before = env->gpu.engine[VGT_RCS].submitted;
		u32 per_ctx = batch_at(env, cases[i].per_ctx, 4, 1);
		u32 indirect = batch_at(env, cases[i].indirect, 4, 1);
		struct vgt_env_ctx ctx;
		u32 *image;

		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, ctx.image_gpa);
		image[25] = per_ctx | 1;
		image[27] = indirect | 1;
		env_submit(env, &ctx, cs, 2);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted - before,
				cases[i].ok);
		if (cases[i].ok)
			env_run(env, VGT_RCS);
		env_write(env, 0x941c, BIT(1));
	}
}

/* Before the request's invalidation the TLB has what the last one left there. */
static void audit_restoring_tlb(struct kunit *test)
{
	static const struct {
		u32 per_ctx[8];
		bool walks;
	} cases[] = {
		{ { LRI, 0x2600, 1, BBE }, false },
		{ { 0x7a000004, 0x01100000, 0, 0, 0, 0, BBE }, false },
		{ { MI(0x20, 0, 4), 0x1000, 0, 1, BBE }, true },
		{ { MI(0x24, 0, 4), 0x2600, 0x1000, 0, BBE }, true },
		{ { 0x7a000004, 0x4000, 0x1000, 0, 0, 0, BBE }, true },
	};
	static const u32 cs[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 per_ctx = batch_at(env, cases[i].per_ctx, 8, 1);
		struct vgt_env_ctx ctx;
		u32 *image, before = env->gpu.tlb_flushes;

		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, ctx.image_gpa);
		image[25] = per_ctx | 1;
		env_submit(env, &ctx, cs, 2);
		/* What was taken away until now is flushed before this runs. */
		KUNIT_EXPECT_EQ(test, env->gpu.tlb_flushes - before, i == 2);
		env_run(env, VGT_RCS);
		env_write(env, 0x941c, BIT(1));
		before = env->gpu.tlb_flushes;
		mutex_lock(&env->vgpu->lock);
		vgt_tlb_flush(env->vgpu);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_EXPECT_EQ(test, env->gpu.tlb_flushes - before, cases[i].walks);
	}
}

static bool close_has(const u32 *cs, u32 n, u32 word)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (cs[i] == word)
			return true;
	return false;
}

/*
 * Last, for before it PIPE_CONTROL may be a no-op: data of the guest's leaves L3 and the memory
 * that its threads shared, as i915's own batch at a context's restore has it.
 */
static bool close_flushes(const u32 *cs, u32 n)
{
	u32 i;

	for (i = 0; i + 6 <= n; i++)
		if (cs[i] == 0x7a000004)
			break;
	/* Stalls, flushes L3 and the data port, stores a word to the context's own page. */
	return i + 6 <= n && n - i < 8 && cs[i + 1] == 0x08304020 && cs[i + 2] == 0xd0 &&
	       !cs[i + 3];
}

static void audit_closes(struct kunit *test)
{
	enum vgt_engine_id id;
	u8 gen;

	for (gen = 8; gen <= 9; gen++) {
		for (id = 0; id < VGT_NUM_ENGINES; id++) {
			u32 cs[VGT_CLOSE_WORDS + 1] = { };
			u32 n;

			cs[VGT_CLOSE_WORDS] = 0xdeadbeef;
			n = vgt_audit_close(id, gen, cs);
			KUNIT_EXPECT_TRUE(test, n && n % 2 == 0 && n <= VGT_CLOSE_WORDS);
			KUNIT_EXPECT_EQ(test, cs[VGT_CLOSE_WORDS], 0xdeadbeef);
			/* First, for it is what others would be no-ops under. */
			KUNIT_EXPECT_EQ(test, cs[0], 0x00800000);
			KUNIT_EXPECT_TRUE(test, close_has(cs, n, 0x04000001));
			KUNIT_EXPECT_TRUE(test, close_has(cs, n, 0x05800000));
			KUNIT_EXPECT_EQ(test, close_has(cs, n, 0x03000000), id == VGT_RCS);
			KUNIT_EXPECT_EQ(test, close_flushes(cs, n), id == VGT_RCS);
			KUNIT_EXPECT_EQ(test, close_has(cs, n, 0x000e0000), id == VGT_RCS);
			KUNIT_EXPECT_EQ(test, close_has(cs, n, 0x00030000),
					id == VGT_RCS && gen == 9);
		}
	}
}

/* Whatever a guest ends with, vgt has the last word before the host's commands. */
static void audit_closes_requests(struct kunit *test)
{
	static const u32 cs[] = { 0x0080000f, 0x04000000 };
	struct vgt_env *env = vgt_env_get(test);
	enum vgt_engine_id id;

	for (id = VGT_RCS; id <= VGT_BCS; id++) {
		struct vgt_env_ctx ctx;

		env_engine_on(env, id);
		env_ctx_init(env, &ctx, id, env_ppgtt(env));
		env_submit(env, &ctx, cs, 2);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[id].submitted, 1);
		KUNIT_EXPECT_EQ(test, env_guest_words(env, id), 2);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[id].len % 2, 0);
		env_run(env, id);
	}
}

/* A refusal stops the engine until a reset, and nothing reaches the hardware. */
static void audit_refusal_hangs(struct kunit *test)
{
	static const u32 bad[] = { 0, LRI, 0x2230, 1 };
	static const u32 good[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, bad, 4);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 0);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	env_write(env, 0x941c, BIT(1));
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, good, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	env_run(env, VGT_RCS);
}

static struct kunit_case audit_cases[] = {
	KUNIT_CASE(audit_addresses),
	KUNIT_CASE(audit_registers),
	KUNIT_CASE(audit_register_words),
	KUNIT_CASE(audit_pipe_control_bits),
	KUNIT_CASE(audit_roots),
	KUNIT_CASE(audit_half_roots),
	KUNIT_CASE(audit_roots_while_restoring),
	KUNIT_CASE(audit_waits_poll),
	KUNIT_CASE(audit_registers_are_kept),
	KUNIT_CASE(audit_other_commands),
	KUNIT_CASE(audit_batch_only),
	KUNIT_CASE(audit_end_on_condition),
	KUNIT_CASE(audit_never),
	KUNIT_CASE(audit_headers),
	KUNIT_CASE(audit_wide_lengths),
	KUNIT_CASE(audit_values),
	KUNIT_CASE(audit_values_by_mmio),
	KUNIT_CASE(audit_stripped),
	KUNIT_CASE(audit_rows),
	KUNIT_CASE(audit_interrupts),
	KUNIT_CASE(audit_indices),
	KUNIT_CASE(audit_batch_is_copied_once),
	KUNIT_CASE(audit_batches_in_a_row),
#ifndef __KERNEL__
	KUNIT_CASE(audit_reads_once),
#endif
	KUNIT_CASE(audit_nested),
	KUNIT_CASE(audit_bad_batches),
	KUNIT_CASE(audit_budget),
	KUNIT_CASE(audit_long_batch),
	KUNIT_CASE(audit_restoring),
	KUNIT_CASE(audit_restoring_batch),
	KUNIT_CASE(audit_restoring_context),
	KUNIT_CASE(audit_restoring_tlb),
	KUNIT_CASE(audit_closes),
	KUNIT_CASE(audit_closes_requests),
	KUNIT_CASE(audit_refusal_hangs),
	{ }
};

static struct kunit_suite audit_suite = {
	.name = "audit",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = audit_cases,
};

kunit_test_suite(audit_suite);
