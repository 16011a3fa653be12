// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers and addresses that a non-privileged batch may access.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "User Mode Privileged Commands" and
 * "User Mode Non-Privileged Registers"; the registers themselves as the
 * context isolation test of igt-gpu-tools and Mesa use them.
 */
#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/error.h"

/* Registers a batch may write, relative to the base of the engine or absolute. */
struct open_range {
	u32 first;
	u32 count;
	bool absolute;
};

static const struct open_range open_render[] = {
	{ RING_NOPID, 1, false },
	{ RING_INSTPM, 1, false },
	{ RING_CS_DEBUG_MODE2, 1, false },
	{ RING_BB_OFFSET, 1, false },
	{ RING_MI_PREDICATE_RESULT_2, 1, false },
	{ 0x290, 2, false },	/* GPGPU_THREADS_DISPATCHED */
	{ 0x2c8, 2, false },	/* PS_INVOCATION_COUNT of slice 0 */
	{ 0x2d8, 2, false },	/* PS_DEPTH_COUNT of slice 0 */
	{ 0x2f0, 4, false },	/* both of slice 1 */
	{ 0x300, 22, false },	/* pipeline statistics, HS_INVOCATION to PS_DEPTH */
	{ 0x360, 2, false },	/* OA_CTX_CONTROL, OACTXID */
	{ 0x3bc, 1, false },	/* MI_PREDICATE_RESULT_2 of Gen8 */
	{ 0x400, 8, false },	/* MI_PREDICATE SRC0, SRC1, DATA, RESULT, RESULT_1 */
	{ 0x420, 1, false },	/* 3DPRIM_END_OFFSET */
	{ 0x430, 5, false },	/* 3DPRIM parameters */
	{ 0x448, 4, false },	/* both of slice 2 */
	{ 0x500, 3, false },	/* GPGPU_DISPATCHDIM */
	{ RING_GPR0, 32, false },
	{ 0x5200, 8, true },	/* SO_NUM_PRIMS_WRITTEN */
	{ 0x5240, 8, true },	/* SO_PRIM_STORAGE_NEEDED */
	{ 0x5280, 4, true },	/* SO_WRITE_OFFSET */
	{ 0x7000, 3, true },	/* CACHE_MODE_0, CACHE_MODE_1, GT_MODE */
	{ 0x7034, 1, true },	/* L3CNTLREG */
	{ 0xe400, 2, true },	/* TD_CTL */
};

static const struct open_range open_copy[] = {
	{ RING_SWCTRL, 1, false },
	{ RING_GPR0, 32, false },
};

static const struct open_range open_media[] = {
	{ RING_GPR0, 32, false },
};

static bool in_ranges(const struct open_range *r, u32 count, u32 base, u32 reg)
{
	for (u32 i = 0; i < count; i++) {
		u32 first = r[i].first + (r[i].absolute ? 0 : base);

		if (reg >= first && reg < first + 4 * r[i].count)
			return true;
	}
	return false;
}

static bool open_by_hardware(const struct engine *e, u32 reg)
{
	u32 base = e->info->base;

	switch (e->info->class) {
	case CLASS_RENDER:
		return in_ranges(open_render, ARRAY_SIZE(open_render), base, reg);
	case CLASS_COPY:
		return in_ranges(open_copy, ARRAY_SIZE(open_copy), base, reg);
	default:
		return e->gpu->device->gen >= 9 &&
		       in_ranges(open_media, ARRAY_SIZE(open_media), base, reg);
	}
}

/* One FORCE_TO_NONPRIV slot: 1, 4, 16 or 64 registers. */
static bool slot_opens(const struct device_info *device, u32 slot, u32 reg)
{
	u32 bytes = 4u << (2 * FIELD_GET(FORCE_TO_NONPRIV_RANGE, slot));
	u32 first = slot & FORCE_TO_NONPRIV_ADDR & ~(bytes - 1);

	if (slot & FORCE_TO_NONPRIV_DENY)
		return false;
	if (device->slot_access &&
	    FIELD_GET(FORCE_TO_NONPRIV_ACCESS, slot) == FORCE_TO_NONPRIV_ACCESS_RD)
		return false;
	return reg >= first && reg < first + bytes;
}

bool cs_register_allowed(const struct engine *e, u32 reg)
{
	u32 slots = e->info->base + RING_FORCE_TO_NONPRIV;

	if (open_by_hardware(e, reg))
		return true;
	for (u32 i = 0; i < FORCE_TO_NONPRIV_SLOTS; i++)
		if (slot_opens(e->gpu->device, reg_get(e->gpu, slots + 4 * i), reg))
			return true;
	return false;
}

static void refuse_register(struct engine *e, u32 reg, u32 val)
{
	anomaly(&e->gpu->anomalies, ANOMALY_REGISTER_REFUSED,
		"%s context 0x%08x: 0x%x = 0x%x by %08x", e->info->name, e->cs.user.lrca, reg, val,
		e->cs.command[0]);
}

static u32 merge_bytes(u32 old, u32 val, u32 enables)
{
	u32 mask = 0;

	for (u32 i = 0; i < 4; i++)
		if (enables & BIT(i))
			mask |= 0xffu << (8 * i);
	return (old & ~mask) | (val & mask);
}

static bool bad_register(struct engine *e, u32 reg)
{
	if (reg < MMIO_SIZE)
		return false;
	anomaly(&e->gpu->anomalies, ANOMALY_BAD_REGISTER, "%s context 0x%08x: 0x%x by %08x",
		e->info->name, e->cs.user.lrca, reg, e->cs.command[0]);
	return true;
}

void cs_write_register(struct engine *e, u32 reg, u32 val, u32 enables)
{
	struct gpu *gpu = e->gpu;
	bool allowed;

	reg &= ~3u;
	if (bad_register(e, reg))
		return;
	pthread_mutex_lock(&gpu->lock);
	allowed = cs_privileged(&e->cs) || cs_register_allowed(e, reg);
	if (allowed) {
		if (enables != 0xf)
			val = merge_bytes(reg_get(gpu, reg), val, enables);
		mmio_write(gpu, reg, val);
	}
	pthread_mutex_unlock(&gpu->lock);
	if (!allowed)
		refuse_register(e, reg, val);
}

u32 cs_read_register(struct engine *e, u32 reg)
{
	u32 val;

	reg &= ~3u;
	if (bad_register(e, reg))
		return 0;
	pthread_mutex_lock(&e->gpu->lock);
	val = mmio_read(e->gpu, reg);
	pthread_mutex_unlock(&e->gpu->lock);
	return val;
}

bool cs_refuse_ggtt(struct engine *e, bool ggtt, const char *name)
{
	if (!ggtt || cs_privileged(&e->cs))
		return false;
	anomaly(&e->gpu->anomalies, ANOMALY_GGTT_REFUSED, "%s context 0x%08x: %s at 0x%llx",
		e->info->name, e->cs.user.lrca, name, (unsigned long long)e->cs.command_addr);
	cs_error(e, ERROR_PRIVILEGE);
	return true;
}

u64 cs_status_page(struct engine *e, bool per_process, u32 index)
{
	u32 page = e->cs.user.lrca;

	if (!per_process)
		page = cs_read_register(e, e->info->base + RING_HWS_PGA);
	return (page & ~(PAGE_SIZE - 1)) + (index & (PAGE_SIZE - 1));
}
