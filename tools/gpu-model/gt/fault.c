// SPDX-License-Identifier: GPL-2.0-only
#include "core/gpu.h"
#include "gt/fault.h"

#define RING_FAULT		0x4094
#define   FAULT_VALID		BIT(0)
#define   FAULT_TYPE		GENMASK(2, 1)
#define   FAULT_SOURCE		GENMASK(10, 3)
#define   FAULT_GGTT		BIT(11)
#define   FAULT_ENGINE		GENMASK(14, 12)
#define FAULT_TLB_DATA0		0x4b10	/* address bits 43:12 */
#define FAULT_TLB_DATA1		0x4b14	/* address bits 47:44, table in bit 4 */
#define   FAULT_DATA1_GGTT	BIT(4)
#define TLB_CONTROL_FIRST	0x4260
#define TLB_CONTROL_COUNT	5
#define GFX_FLSH_CNTL		0x101008

void fault_record(struct gpu *gpu, u32 engine, u32 source, bool ggtt, u64 va,
		  enum gtt_fault level)
{
	pthread_mutex_lock(&gpu->lock);
	if (!(reg_get(gpu, RING_FAULT) & FAULT_VALID)) {
		reg_set(gpu, FAULT_TLB_DATA0, lower_32_bits(va >> 12));
		reg_set(gpu, FAULT_TLB_DATA1, (u32)(va >> 44 & 0xf) | (ggtt ? FAULT_DATA1_GGTT : 0));
		reg_set(gpu, RING_FAULT, FAULT_VALID | FIELD_PREP(FAULT_TYPE, (u32)level) |
			FIELD_PREP(FAULT_SOURCE, source) | (ggtt ? FAULT_GGTT : 0) |
			FIELD_PREP(FAULT_ENGINE, engine));
	}
	pthread_mutex_unlock(&gpu->lock);
	anomaly(&gpu->anomalies, ANOMALY_FAULT, "engine %u: %s 0x%llx, entry of level %u not present",
		engine, ggtt ? "GGTT" : "PPGTT", (unsigned long long)va, (u32)level + 1);
	trace(&gpu->trace, TRACE_FAULT, "engine=%u ggtt=%d va=%llx level=%u", engine, ggtt,
	      (unsigned long long)va, (u32)level + 1);
}

/* A write of bit 0 makes the engine forget its translations; the bit clears itself. */
static void write_tlb_control(const struct reg_access *a, u32 val)
{
	if (!(val & BIT(0)))
		return;
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(a->gpu, i) && engine_info[i].tlb_register == a->offset)
			engine_tlb_invalidate(&a->gpu->engine[i]);
	trace(&a->gpu->trace, TRACE_TLB, "invalidate by %04x", a->offset);
}

/* After a change of the global GTT, its entries must be read again. */
static void write_flush_control(const struct reg_access *a, u32 val)
{
	if (!(val & BIT(0)))
		return;
	__atomic_add_fetch(&a->gpu->ggtt_generation, 1, __ATOMIC_RELEASE);
	trace(&a->gpu->trace, TRACE_TLB, "invalidate GGTT");
}

static const struct reg_row rows[] = {
	{ .offset = RING_FAULT },
	{ .offset = FAULT_TLB_DATA0, .flags = REG_RO },
	{ .offset = FAULT_TLB_DATA1, .flags = REG_RO },
	{ .offset = TLB_CONTROL_FIRST, .count = TLB_CONTROL_COUNT, .flags = REG_ZERO,
	  .write = write_tlb_control },
	{ .offset = GFX_FLSH_CNTL, .flags = REG_ZERO, .write = write_flush_control },
};

void fault_attach(struct gpu *gpu)
{
	mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
}
