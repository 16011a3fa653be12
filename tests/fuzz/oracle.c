// SPDX-License-Identifier: GPL-2.0-only
/*
 * See oracle.h. Sources: Intel's PRM of Broadwell and Skylake, volume 2a (commands), and what
 * is named where tests/facts/data has it.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "decoder.h"
#include "image.h"
#include "oracle.h"

struct oracle_reg {
	u32 offset;
	u32 size;
	u8 gens;
	bool masked;
};

/* IGT (gem_ctx_isolation): no context has it, and any batch may write it: MI_PREDICATE_RESULT_2. */
#define ORACLE_NOBODYS	0x23bc

static const struct oracle_reg oracle_regs[] = {
#include "regs.inc"
	/* PRM: state of the render engine's contexts. */
	{ 0x2158, 4, 3 }, { 0x2300, 0x58, 3 }, { 0x2400, 0x40, 3 }, { 0x2500, 12, 3 },
	{ 0x5200, 0x90, 3 }, { 0x2290, 8, 3 }, { 0x7034, 4, 1 },
	/* i915's whitelists, which batches may write. */
	{ 0x2248, 4, 3 }, { 0x7304, 4, 3, true },
	{ ORACLE_NOBODYS, 4, 3 },
	/* Mesa: INSTPM, and CS_DEBUG_MODE2 of Gen9. */
	{ 0x20c0, 4, 3, true }, { 0x20d8, 4, 2, true },
	/* PRM: general purpose registers of each engine. */
	{ 0x2600, 0x80, 3 }, { 0x12600, 0x80, 3 }, { 0x1c600, 0x80, 3 },
	{ 0x1a600, 0x80, 3 }, { 0x22600, 0x80, 3 },
};

/* What hardware keeps per context though the image here does not have it. */
static const struct oracle_reg oracle_kept[] = {
	{ 0x158, 4 }, { 0x290, 8 }, { 0x300, 0x58 }, { 0x400, 0x40 }, { 0x500, 12 },
	{ 0x0d8, 4 }, { 0x600, 0x80 }, { 0x358, 8 }, { 0x270, 0x20 }, { 0x244, 4 },
};

/* Slots of FORCE_TO_NONPRIV: i915's whitelists and kvmgt's, of the render engine. */
static const u32 oracle_nonpriv[] = {
	0x20ec, 0x2248, 0x2340, 0x2348, 0x2350, 0x2580, 0x2690, 0x2694, 0x2698, 0x2754,
	0x28a0, 0x7010, 0x7014, 0x7300, 0x7304, 0x7700, 0x7704, 0x7708, 0x770c, 0x83a8,
	0xb110, 0xb118, 0xe100, 0xe18c, 0xe48c, 0xe5f4, 0x731c,
};

static const u32 oracle_mocs[] = { 0xc800, 0xcc00, 0xc900, 0xca00, 0xcb00 };

#define REGS	(VGT_MMIO_SIZE / 4)

/* One of the tables above, by register. */
static u8 oracle_reg_flags[REGS];
#define REG_LISTED	1
#define REG_MASKED	2

static struct image oracle_images[VGT_NUM_ENGINES];
static u32 *oracle_host;
static struct vgt_env *oracle_env;
/* RING_CTL names no more. */
#define ORACLE_RING_MAX	BIT(21)
static u8 oracle_gen;
static u32 oracle_random;
/* What the hardware has taken up. */
static struct vgt_gpu_request *oracle_started[VGT_NUM_ENGINES];
/* Where the host runs meanwhile. */
static enum vgt_engine_id oracle_between;

/**
 * struct oracle_run - what runs
 * @env: the environment
 * @id: the engine
 * @rq: the request
 * @effect: registers are written, too
 * @restoring: a batch that is run at context restore
 * @again: within a jump that is predicated: further ones are not taken, for there is no end
 * @predicate: MI_SET_PREDICATE has been given something else than 0
 * @arbitration_off: MI_ARB_ON_OFF has turned it off
 * @suspended: MI_SUSPEND_FLUSH keeps flushes back
 * @depth: of batches
 * @budget: commands
 */
struct oracle_run {
	struct vgt_env *env;
	enum vgt_engine_id id;
	struct vgt_gpu_request *rq;
	bool effect;
	bool restoring;
	bool again;
	bool predicate;
	bool arbitration_off;
	bool suspended;
	u32 depth;
	u32 budget;
};

static bool oracle_run_cs(struct oracle_run *run, const u32 *cs, u32 n);

void oracle_seed(u32 seed)
{
	oracle_random = seed | 1;
}

static u32 oracle_rand(void)
{
	oracle_random ^= oracle_random << 13;
	oracle_random ^= oracle_random >> 17;
	oracle_random ^= oracle_random << 5;
	return oracle_random;
}

/* ---- addresses ---- */

/* In the hardware: what the port has given to the vGPU, wherever its guest has it. */
bool oracle_owns(const struct vgt_env *env, u64 addr, u64 len)
{
	u32 i;

	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		const struct vgt_gpu_range *r = &env->vgpu->ggtt.reserved[i];

		if (addr >= r->start && len <= r->size && addr - r->start <= r->size - len)
			return true;
	}
	return false;
}

static void oracle_store(struct oracle_run *run, const u32 *cs, u64 addr, u32 len)
{
	if (!oracle_owns(run->env, addr, len))
		fuzz_found(cs[0] >> 23 | run->restoring << 16,
			   "%08x stores %u bytes to 0x%llx of the GGTT", cs[0], len, addr);
}

static void oracle_load(struct oracle_run *run, const u32 *cs, u64 addr, u32 len)
{
	if (!oracle_owns(run->env, addr, len) && !fake_gpu_buffer(&run->env->gpu, addr))
		fuzz_found(cs[0] >> 23, "%08x reads %u bytes at 0x%llx of the GGTT", cs[0],
			   len, addr);
}

/* ---- registers ---- */

static u32 oracle_block(u32 reg)
{
	static const u32 size = 0x800;
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (reg >= vgt_engines[id].mmio_base &&
		    reg < vgt_engines[id].mmio_base + size)
			return id;
	return VGT_NUM_ENGINES;
}

/* Whose contexts have their own value of a register: what is of no other engine is render's. */
static enum vgt_engine_id oracle_owner(u32 reg)
{
	u32 block = oracle_block(reg);
	enum vgt_engine_id id;

	if (block != VGT_NUM_ENGINES)
		return block;
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (reg >= oracle_mocs[id] && reg < oracle_mocs[id] + 0x100)
			return id;
	return VGT_RCS;
}

/* Registers that were loaded since the host ran. */
static u32 oracle_loaded[65536];
static u32 oracle_nloaded;

/* Asked for each that is loaded. */
static bool oracle_masked(u32 reg)
{
	if (oracle_nloaded < ARRAY_SIZE(oracle_loaded))
		oracle_loaded[oracle_nloaded++] = reg;
	return reg / 4 < REGS && oracle_reg_flags[reg / 4] & REG_MASKED;
}

/* Is a register one of those that a guest's command may set on an engine? */
static bool oracle_reg_ok(enum vgt_engine_id id, u32 reg)
{
	u32 block = oracle_block(reg);

	if (block != VGT_NUM_ENGINES) {
		reg = reg - vgt_engines[block].mmio_base + 0x2000;
		if (block != id)
			return false;
		/* Slots are per engine. */
		if (reg >= 0x24d0 && reg < 0x2500)
			return true;
		return oracle_reg_flags[reg / 4] & REG_LISTED ||
		       oracle_reg_flags[(reg - 0x2000 + vgt_engines[id].mmio_base) / 4] &
		       REG_LISTED;
	}
	if (oracle_gen == 9 && reg >= oracle_mocs[id] && reg < oracle_mocs[id] + 0x100)
		return true;
	return id == VGT_RCS && oracle_reg_flags[reg / 4] & REG_LISTED;
}

/* In the image, or vgt reads it back: nobody sees which values such batches load. */
static bool oracle_nonpriv_kept(enum vgt_engine_id id, u32 reg)
{
	return oracle_images[id].has[reg / 4] || reg == 0xb118 ||
	       (reg == 0x2248 && oracle_gen == 9);
}

/*
 * Bits 28 and 29 say whether to read or to write, which not all processors know: to write.
 * Bits 0 and 1: how many.
 */
static bool oracle_nonpriv_ok(enum vgt_engine_id id, u32 val)
{
	u32 base = vgt_engines[id].mmio_base, reg = val & 0x3fffffc, i;

	if (!val || (!(val & 3) && reg == base + 0x94))
		return true;
	if (reg == base + 0x3a8)
		return !(val & 3) && oracle_nonpriv_kept(id, reg);
	if (id != VGT_RCS)
		return false;
	for (i = 0; i < ARRAY_SIZE(oracle_nonpriv); i++)
		if (reg == oracle_nonpriv[i] && !(val & 3))
			return oracle_nonpriv_kept(id, reg);
	for (i = 0x2340; reg == 0x2348 && (val & 3) == 1 && i < 0x2358; i += 4)
		if (!oracle_nonpriv_kept(id, i))
			return false;
	return reg == 0x2348 && (val & 3) == 1;
}

/*
 * PRM: registers of each engine that tell addresses of the host's: rings, batches, status
 * pages, contexts, page tables; or what it runs.
 */
static const struct oracle_reg oracle_telling[] = {
	{ 0x030, 0x10 }, { 0x05c, 0x10 }, { 0x074, 8 }, { 0x080, 4 }, { 0x110, 0x10 },
	{ 0x140, 4 }, { 0x168, 4 }, { 0x180, 4 }, { 0x1c0, 12 }, { 0x230, 0x10 },
	{ 0x270, 0x20 }, { 0x370, 0x30 },
};

static void oracle_read(struct oracle_run *run, const u32 *cs, u32 reg)
{
	u32 block = oracle_block(reg & 0x7ffffc), rel, i;

	if (reg & 0xff800003)
		fuzz_found(reg >> 23, "%08x reads 0x%x: reserved bits", cs[0], reg);
	if (block == VGT_NUM_ENGINES)
		return;
	rel = reg - vgt_engines[block].mmio_base;
	for (i = 0; i < ARRAY_SIZE(oracle_telling); i++)
		if (rel - oracle_telling[i].offset < oracle_telling[i].size)
			fuzz_found(rel << 4, "%08x reads 0x%x, which is the host's", cs[0], reg);
}

/* The registers whose values can name memory, or other registers. */
static void oracle_value(struct oracle_run *run, u32 reg, u32 val, bool known)
{
	u32 base = vgt_engines[run->id].mmio_base, rel = reg - base;
	const struct image *image = &oracle_images[run->id];
	int word;

	if (reg == 0x4df4 && (!known || (val & 3) == 1))
		fuzz_found(reg, "0x4df4 = 0x%x: TR-TT by physical addresses", val);
	if (rel >= 0x4d0 && rel < 0x500 && (!known || !oracle_nonpriv_ok(run->id, val)))
		fuzz_found(reg, "FORCE_TO_NONPRIV 0x%x = 0x%x of engine %u", reg, val, run->id);
	if (rel < 0x270 || rel >= 0x290)
		return;
	word = image_word(image, reg);
	if (!known || word < 0 || (val && val != run->rq->ctx->state[word]))
		fuzz_found(reg, "PDP 0x%x = 0x%x", reg, val);
}

static void oracle_write(struct oracle_run *run, const u32 *cs, u32 reg, u32 val, bool known)
{
	if (reg & 0xff800003 || !oracle_reg_ok(run->id, reg)) {
		fuzz_found(reg << 4 | run->id, "%08x writes register 0x%x on engine %u", cs[0],
			   reg, run->id);
		return;
	}
	oracle_value(run, reg, val, known);
	if (run->effect)
		fake_gpu_load(&run->env->gpu, reg, val);
}

static void oracle_lri(struct oracle_run *run, const u32 *cs, u32 len)
{
	u32 i;

	if (cs[0] & 0xf00)
		fuzz_found(cs[0] & 0xf00, "%08x writes parts of registers", cs[0]);
	for (i = 1; i + 1 < len; i += 2)
		oracle_write(run, cs, cs[i], cs[i + 1], true);
}

/* ---- commands ---- */

static void oracle_batch(struct oracle_run *run, const u32 *cs)
{
	bool again = run->again, maybe = cs[0] & BIT(15);
	struct vgt_gpu_buffer *buf;

	if (cs[0] & BIT(22) && !run->depth)
		fuzz_found(18, "%08x: a second level without a first", cs[0]);
	if (cs[0] & BIT(8)) {
		/* Not looked at by the audit, and without privileges. */
		if (run->restoring)
			fuzz_found(1, "%08x: a batch out of one that restores", cs[0]);
		return;
	}
	if (cs[0] & BIT(16))
		fuzz_found(2, "%08x: the address is a register's", cs[0]);
	buf = fake_gpu_buffer(&run->env->gpu, cs[1] & ~3u);
	if (!buf || cs[2] & 0xffff) {
		fuzz_found(3, "%08x: a privileged batch at 0x%x of the GGTT", cs[0], cs[1]);
		return;
	}
	if (maybe && again)
		return;
	if (run->depth >= 4) {
		fuzz_found(4, "%08x: batches without end", cs[0]);
		return;
	}
	run->again |= maybe;
	run->depth++;
	if (!oracle_run_cs(run, buf->va + (cs[1] - buf->ggtt) / 4,
			   (buf->size - (cs[1] - buf->ggtt)) / 4) && run->budget)
		fuzz_found(5, "%08x: a batch without end", cs[0]);
	run->depth--;
	run->again = again;
}

static void oracle_flush_dw(struct oracle_run *run, const u32 *cs)
{
	if (cs[0] & (BIT(22) | BIT(16) | BIT(9)))
		fuzz_found(20, "%08x reaches caches or memory of others", cs[0]);
	if (!(cs[0] & (3 << 14)))
		return;
	if (cs[0] & BIT(21))
		fuzz_found(6, "%08x stores into the status page", cs[0]);
	else if (cs[1] & BIT(2))
		oracle_store(run, cs, cs[1] & ~7u, 8);
}

/* The flush that vgt itself has at the end: to a word of the shadow's own page. */
static bool oracle_closes(const u32 *cs)
{
	static const u32 flush[] = { 0x7a000004, 0x08304020, 0xd0, 0, 0, 0 };

	return !memcmp(cs, flush, sizeof(flush));
}

static void oracle_pipe_control(struct oracle_run *run, const u32 *cs)
{
	if (cs[1] & (BIT(19) | BIT(22) | BIT(26)))
		fuzz_found(21, "%08x %08x reaches counters, caches or memory of others", cs[0],
			   cs[1]);
	if (cs[1] & BIT(23))
		oracle_write(run, cs, cs[2], cs[4], true);
	else if (!(cs[1] & (3 << 14)))
		return;
	else if (!run->depth && oracle_closes(cs))
		return;
	else if (cs[1] & BIT(21))
		fuzz_found(7, "%08x %08x stores into the status page", cs[0], cs[1]);
	else if (cs[1] & BIT(24))
		oracle_store(run, cs, cs[2] & ~7u, 8);
}

static u64 oracle_addr(const u32 *cs)
{
	return (u64)(cs[1] & 0xffff) << 32 | (cs[0] & ~3u);
}

/* Commands that need more words than they have are no matter of the oracle's. */
static void oracle_mi(struct oracle_run *run, const u32 *cs, u32 len)
{
	bool ggtt = cs[0] & BIT(22);

	switch (dec_mi(cs[0])) {
	case 0x01:
		run->predicate = cs[0] & 0xf;
		break;
	case 0x0b:
		run->suspended = cs[0] & 1;
		break;
	case 0x08:
		run->arbitration_off = !(cs[0] & 1);
		break;
	case 0x1c:
		if (run->restoring)
			fuzz_found(8, "%08x: waits at a context's restore", cs[0]);
		if (ggtt)
			oracle_load(run, cs, oracle_addr(cs + 2), 4);
		break;
	case 0x20:
		if (ggtt)
			oracle_store(run, cs, oracle_addr(cs + 1), 4 * (len - 3));
		break;
	case 0x21:
		if (!(cs[0] & BIT(21)))
			fuzz_found(9, "%08x stores into the status page", cs[0]);
		break;
	case 0x22:
		oracle_lri(run, cs, len);
		break;
	case 0x24:
		oracle_read(run, cs, cs[1]);
		if (ggtt)
			oracle_store(run, cs, oracle_addr(cs + 2), 4);
		break;
	case 0x26:
		oracle_flush_dw(run, cs);
		break;
	case 0x28:
		if (cs[1] & 1)
			oracle_store(run, cs, oracle_addr(cs + 1) & ~63ull, 256);
		break;
	case 0x29:
		if (ggtt)
			oracle_load(run, cs, oracle_addr(cs + 2), 4);
		oracle_write(run, cs, cs[1], oracle_rand(), false);
		break;
	case 0x2a:
		oracle_read(run, cs, cs[1]);
		oracle_write(run, cs, cs[2], oracle_rand(), false);
		break;
	case 0x2e:
		if (cs[0] & BIT(21))
			oracle_store(run, cs, oracle_addr(cs + 1), 4);
		if (ggtt)
			oracle_load(run, cs, oracle_addr(cs + 3), 4);
		break;
	case 0x2f:
		if (ggtt)
			oracle_store(run, cs, oracle_addr(cs + 1), 4 << (cs[0] >> 19 & 3));
		break;
	case 0x31:
		oracle_batch(run, cs);
		break;
	case 0x06:
		/* Off is what vgt itself has at the end. */
		if (!run->depth && cs[0] & 1)
			fuzz_found(22, "%08x in a ring", cs[0]);
		break;
	case 0x0a:
		if (!run->depth)
			fuzz_found(22, "%08x in a ring", cs[0]);
		break;
	case 0x36:
		if (!run->depth)
			fuzz_found(22, "%08x in a ring", cs[0]);
		if (ggtt)
			oracle_load(run, cs, oracle_addr(cs + 2), 4);
		break;
	/* Flips, other contexts, the status page, page tables, the power of the GPU. */
	case 0x07: case 0x12: case 0x13: case 0x14: case 0x18: case 0x1b: case 0x1d: case 0x23:
	case 0x03:
		fuzz_found(cs[0] >> 23, "%08x reaches what is the host's", cs[0]);
		break;
	}
}

/* Returns false where the end is reached without a command that ends it. */
static bool oracle_run_cs(struct oracle_run *run, const u32 *cs, u32 n)
{
	struct dec_cmd cmd;
	u32 pos;

	for (pos = 0; pos < n && run->budget; pos += cmd.len, run->budget--) {
		const u32 *at = cs + pos;

		if (!dec_cmd(oracle_gen, run->id, *at, &cmd) || cmd.len > n - pos) {
			fuzz_found(*at >> 16, "%08x: no command, or cut off", *at);
			return true;
		}
		if (*at >> 29 == 0)
			oracle_mi(run, at, cmd.len);
		else if (*at >> 16 == 0x7a00 && run->id == VGT_RCS && cmd.len >= 5)
			oracle_pipe_control(run, at);
		if (!run->depth)
			continue;
		if (dec_mi(*at) == 0x0a || dec_leaves(*at))
			return true;
		/* Ends, or does not: as the guest has it. */
		if (dec_mi(*at) == 0x36 && run->effect && oracle_rand() & 1)
			return true;
	}
	return false;
}

/* ---- page tables ---- */

#define PAGES	BIT(22)
static u32 *oracle_seen;
static u32 oracle_stamp;

static bool oracle_leaf_ok(struct vgt_env *env, u64 dma)
{
	u64 page = (dma - FAKE_GUEST_DMA) / 4096;

	if (fake_gpu_page(&env->gpu, dma))
		return true;
	return dma >= FAKE_GUEST_DMA && page < FAKE_GUEST_PAGES && env->guest.pins[page];
}

static void oracle_table(struct vgt_env *env, u64 entry, u32 level)
{
	u64 *table = fake_gpu_page(&env->gpu, entry);
	u32 i, n, page = ((entry & GENMASK_ULL(38, 12)) - FAKE_PAGE_DMA) / 4096;

	if (!table || page >= PAGES) {
		fuzz_found(level, "a table of level %u at 0x%llx is not ours", level, entry);
		return;
	}
	if (oracle_seen[page] == oracle_stamp)
		return;
	oracle_seen[page] = oracle_stamp;
	for (i = 0; i < 512; i++) {
		u64 e = table[i], dma = e & GENMASK_ULL(38, 12);

		if (!(e & 1))
			continue;
		if (level && !(level == 1 && e & BIT(7))) {
			if (level == 2 && e & BIT(7))
				fuzz_found(9, "a page of 1 GiB: 0x%llx", e);
			oracle_table(env, e, level - 1);
			continue;
		}
		for (n = 0; n < (level ? 512 : 1); n++)
			if (!oracle_leaf_ok(env, (level ? e & GENMASK_ULL(38, 21) : dma) +
						 n * 4096ull)) {
				fuzz_found(level, "a page at 0x%llx, level %u, is not its own",
					   e, level);
				break;
			}
	}
}

/* The hardware is taken to run in 48-bit mode always: with any other, it must not matter. */
static void oracle_roots(struct oracle_run *run)
{
	const struct image *image = &oracle_images[run->id];
	u32 base = vgt_engines[run->id].mmio_base;
	int high = image_word(image, base + 0x274), low = image_word(image, base + 0x270);

	if (high < 0 || low < 0)
		return;
	oracle_stamp++;
	oracle_table(run->env, (u64)run->rq->ctx->state[high] << 32 | run->rq->ctx->state[low], 3);
}

/* ---- the image ---- */

static void oracle_restore_batch(struct oracle_run *run, u32 addr, u32 max)
{
	struct vgt_gpu_buffer *buf = fake_gpu_buffer(&run->env->gpu, addr);
	u32 words;

	if (!buf) {
		fuzz_found(10, "a batch at restore, at 0x%x", addr);
		return;
	}
	words = (buf->size - (addr - buf->ggtt)) / 4;
	run->restoring = true;
	/* The indirect context ends by its length. */
	if (!max)
		run->depth++;
	oracle_run_cs(run, buf->va + (addr - buf->ggtt) / 4, max ? min(max, words) : words);
	if (!max)
		run->depth--;
	if (run->predicate || run->arbitration_off || run->suspended)
		fuzz_found(11, "a batch at restore leaves a mode set");
	run->restoring = false;
}

static u32 oracle_ring_reg(struct oracle_run *run, u32 rel)
{
	int word = image_word(&oracle_images[run->id], vgt_engines[run->id].mmio_base + rel);

	return word < 0 ? 0 : run->rq->ctx->state[word];
}

static void oracle_image(struct oracle_run *run)
{
	const struct image *image = &oracle_images[run->id];
	const u32 *state = run->rq->ctx->state;
	u32 base = vgt_engines[run->id].mmio_base;
	u32 i, per_ctx = oracle_ring_reg(run, 0x1c0), indirect = oracle_ring_reg(run, 0x1c4);
	u32 offset = oracle_ring_reg(run, 0x1c8);

	for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++) {
		if (image->kind[i] == IMAGE_FIXED && state[i] != image->words[i])
			fuzz_found(i, "word %u of engine %u's image is %08x, the host's is %08x",
				   i, run->id, state[i], image->words[i]);
		if (image->kind[i] == IMAGE_VALUE && i >= 0x100 && state[i] != image->words[i])
			oracle_write(run, state + i - 1, image->reg[i], state[i], true);
	}
	if (image_word(image, base + 0x1c0) < 0)
		return;
	/* Either where documents have it, or what it is at first. */
	if (indirect & 0x3f && offset != (oracle_gen == 8 ? 0x17 << 6 : 0x26 << 6))
		fuzz_found(12, "INDIRECT_CTX_OFFSET 0x%x", offset);
	if (indirect & 0x3f)
		oracle_restore_batch(run, indirect & ~0x3f, (indirect & 0x3f) * 16);
	if (per_ctx & 1)
		oracle_restore_batch(run, per_ctx & ~0xfff, 0);
}

/* ---- the whole ---- */

/* Anywhere in the aperture, but nothing that the tiles reach is the host's. */
static void oracle_fence_virtual(struct vgt_env *env, u32 i, u64 first, u64 bytes)
{
	u64 at;

	for (at = first / 4096; at < (first + bytes + 4095) / 4096; at++)
		if (!env->gpu.ggtt_used[at / FAKE_GGTT_CHUNK] ||
		    env->gpu.ggtt[at] == FAKE_HOST_ENTRY)
			fuzz_found(36, "fence %u reaches 0x%llx, which is not the vGPU's", i, at);
}

static void oracle_fences(struct vgt_env *env)
{
	const struct vgt_ggtt_space *low = &env->vgpu->ggtt.part[VGT_GGTT_LOW].space;
	u32 i;

	for (i = 0; i < FAKE_FENCES; i++) {
		u64 val = env->gpu.fences[i];
		u64 first = val & 0xfffff000, last = val >> 32 & 0xfffff000;
		/* Pitch in units of 128 bytes, less one; X: 8 rows in a tile, Y: 32. */
		u64 row = ((val >> 32 & 0xfff) + 1) * 128 * (val & 2 ? 32 : 8);
		u64 rows;

		if (!(val & 1))
			continue;
		rows = (last + 4096 - first + row - 1) / row;
		if (env_virtual(env)) {
			oracle_fence_virtual(env, i, first, rows * row);
			continue;
		}
		if (first < low->start || last < first ||
		    first + rows * row > low->start + low->size)
			fuzz_found(13, "fence %u: 0x%llx reaches out of its slice", i, val);
	}
}

/* After each step. */
void oracle_step(struct vgt_env *env)
{
	if (env->gpu.strays)
		fuzz_found(15, "entries of the GGTT were written that nobody reserved");
	if (env->gpu.freed)
		fuzz_found(19, "page tables lead to pages that are free");
	oracle_fences(env);
}

/* Entries of the GGTT lead to pinned pages. */
void oracle_memory(struct vgt_env *env)
{
	u32 i;

	for (i = 0; i < FAKE_GUEST_PAGES; i++)
		if (env->gpu.ggtt_refs[i] && !env->guest.pins[i])
			fuzz_found(14, "an entry of the GGTT leads to page %u, not pinned", i);
}

static void oracle_request(struct fake_gpu *fake, struct vgt_gpu_request *rq, bool effect)
{
	struct fake_engine *engine = &fake->engine[rq->ctx->engine];
	struct oracle_run run = {
		.env = oracle_env,
		.id = rq->ctx->engine,
		.rq = rq,
		.effect = effect,
		.budget = 20000,
	};

	if (rq->ctx->ring_size > ORACLE_RING_MAX || engine->len * 4 >= rq->ctx->ring_size)
		fuzz_found(16, "a ring of 0x%x bytes", rq->ctx->ring_size);
	oracle_image(&run);
	oracle_roots(&run);
	oracle_run_cs(&run, engine->cs, engine->len);
	if (run.predicate || run.arbitration_off || run.suspended)
		fuzz_found(17, "a ring leaves set for what the host appends:%s%s%s",
			   run.predicate ? " predicate" : "",
			   run.arbitration_off ? " arbitration off" : "",
			   run.suspended ? " flushes suspended" : "");
}

static void oracle_eye(struct fake_gpu *fake, enum fake_event what, struct vgt_gpu_request *rq)
{
	if (what == FAKE_ENDED) {
		oracle_started[rq->ctx->engine] = NULL;
		oracle_in_flight(oracle_env);
		return;
	}
	if (what == FAKE_SUBMITTED)
		oracle_memory(oracle_env);
	if (what == FAKE_STARTED)
		oracle_started[rq->ctx->engine] = rq;
	oracle_request(fake, rq, what == FAKE_STARTED);
}

/* Of what runs now: that nothing it reaches has gone. */
void oracle_in_flight(struct vgt_env *env)
{
	struct oracle_run run = { .env = env };

	for (run.id = 0; run.id < VGT_NUM_ENGINES; run.id++) {
		run.rq = env->gpu.engine[run.id].rq;
		if (run.rq)
			oracle_roots(&run);
	}
}

/* The host has an engine: it finds the registers as it left them. */
static void oracle_host_looks(struct vgt_env *env, enum vgt_engine_id id)
{
	struct fake_gpu *fake = &env->gpu;
	u32 i, k, n, rel, left = 0;

	for (n = 0; n < oracle_nloaded; n++) {
		bool kept;

		i = oracle_loaded[n] / 4;
		if (i >= 0x40000 / 4)
			continue;
		/* What nobody relies on may be 0, which tells nothing. */
		kept = oracle_images[id].has[i] || (i * 4 == ORACLE_NOBODYS && !fake->regs[i]);

		if (fake->regs[i] == oracle_host[i])
			continue;
		/* Another engine may have a guest's context now. */
		if (oracle_owner(i * 4) != id) {
			oracle_loaded[left++] = i * 4;
			continue;
		}
		rel = oracle_block(i * 4) == id ? i * 4 - vgt_engines[id].mmio_base : ~0u;
		for (k = 0; k < ARRAY_SIZE(oracle_kept) && !kept; k++)
			kept = rel - oracle_kept[k].offset < oracle_kept[k].size;
		if (!kept && !(i * 4 >= 0x5200 && i * 4 < 0x5290))
			fuzz_found(i, "the host finds 0x%x in register 0x%x, not 0x%x",
				   fake->regs[i], i * 4, oracle_host[i]);
		fake->regs[i] = oracle_host[i];
	}
	oracle_nloaded = left;
}

static void oracle_host_between(struct fake_gpu *fake, enum vgt_engine_id id,
				struct vgt_gpu_request *rq)
{
	fake->gpu.client_ops->context_out(fake->gpu.client, id, rq->ctx);
	oracle_host_looks(oracle_env, id);
	fake->gpu.client_ops->context_out(fake->gpu.client, id, NULL);
	fake->gpu.client_ops->context_in(fake->gpu.client, id, rq->ctx);
}

static void oracle_arbitrates(struct fake_gpu *fake)
{
	enum vgt_engine_id id = oracle_between;

	oracle_host_between(fake, id, oracle_started[id]);
}

/*
 * A request that loads registers itself leaves the engine only where it turns arbitration on. If
 * it has no such place, the host waits for its end. Other commands of the request go on then.
 */
static void oracle_host_waits(struct fake_gpu *fake, enum vgt_engine_id id,
			      struct vgt_gpu_request *rq)
{
	struct fake_engine *engine = &fake->engine[id];

	oracle_request(fake, rq, true);
	oracle_between = id;
	fake->arbitrates = oracle_arbitrates;
	if (engine->windows) {
		fake_gpu_run(fake, engine->window);
	} else {
		fake_gpu_run(fake, engine->close);
		oracle_arbitrates(fake);
		fake_gpu_run(fake, engine->open);
	}
	fake->arbitrates = NULL;
}

/**
 * oracle_host_runs() - the host's turn on an engine
 * @env: the environment
 * @id: the engine
 *
 * Where a request runs, it is preempted, and goes on afterwards: as i915 does it, the host's
 * context is announced while the request's commands still run.
 */
void oracle_host_runs(struct vgt_env *env, enum vgt_engine_id id)
{
	struct fake_gpu *fake = &env->gpu;
	struct vgt_gpu_request *rq = oracle_started[id];

	if (!fake->gpu.client_ops || !(fake->gpu.desc.engine_mask & BIT(id)))
		return;
	fake->gpu.client_ops->context_in(fake->gpu.client, id, NULL);
	if (rq && fake->engine[id].open) {
		oracle_host_waits(fake, id, rq);
		return;
	}
	oracle_host_looks(env, id);
	if (rq) {
		oracle_request(fake, rq, true);
		fake->gpu.client_ops->context_out(fake->gpu.client, id, rq->ctx);
		oracle_host_looks(env, id);
	}
	fake->gpu.client_ops->context_out(fake->gpu.client, id, NULL);
	if (rq)
		fake->gpu.client_ops->context_in(fake->gpu.client, id, rq->ctx);
}

/**
 * oracle_start() - before a mediator is made
 * @env: ports that are there
 * @gen: of the GPU
 *
 * Gives the GPU images that are like real ones, and registers that are not 0.
 */
void oracle_start(struct vgt_env *env, u8 gen)
{
	enum vgt_engine_id id;
	u32 i, k;

	oracle_env = env;
	oracle_gen = gen;
	for (i = 0; i < ARRAY_SIZE(oracle_regs); i++)
		for (k = 0; k < oracle_regs[i].size / 4; k++)
			oracle_reg_flags[oracle_regs[i].offset / 4 + k] |=
				(oracle_regs[i].gens & (gen == 8 ? 1 : 2) ? REG_LISTED : 0) |
				(oracle_regs[i].masked ? REG_MASKED : 0);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		image_make(&oracle_images[id], gen, id);
		memcpy(env->gpu.images[id], oracle_images[id].words,
		       FAKE_CONTEXT_SIZE - 4096);
	}
	oracle_seen = calloc(PAGES, sizeof(*oracle_seen));
	oracle_host = calloc(REGS, sizeof(u32));
	for (i = 0x2000 / 4; i < 0x40000 / 4; i++)
		if (oracle_reg_flags[i] & REG_LISTED)
			env->gpu.regs[i] = 0x40 + (i & 0xf);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		for (i = 0; i < 12; i++)
			env->gpu.regs[(vgt_engines[id].mmio_base + 0x4d0) / 4 + i] =
				vgt_engines[id].mmio_base + 0x94;
	memcpy(oracle_host, env->gpu.regs, REGS * sizeof(u32));
	env->gpu.eye = oracle_eye;
	env->gpu.masked = oracle_masked;
}
