// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands that run threads of the execution units without the 3D pipeline: GPGPU_WALKER and
 * MEDIA_OBJECT. They are done when all their threads have ended.
 *
 * Constants and interface descriptors are read when threads need them, at the addresses that the
 * context's commands gave. So a context image that is restored reads no memory that its driver has
 * freed since.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (the commands), vol 2d (INTERFACE_DESCRIPTOR_DATA), vol 7
 * ("GPGPU", "Thread Payload"); Mesa genxml, compiler/brw_fs.cpp (what a compute shader finds in its
 * registers).
 */
#include <string.h>

#include "core/gpu.h"
#include "cs/bases.h"
#include "cs/commands.h"
#include "cs/engine.h"
#include "cs/state.h"
#include "cs/tlb.h"
#include "eu/group.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)

#define PIPELINE_SELECT		GFX(1, 1, 0x04)
#define   PIPELINE		GENMASK(1, 0)
#define   PIPELINE_MEDIA	1
#define   PIPELINE_GPGPU	2
#define MEDIA_VFE_STATE		GFX(2, 0, 0x00)
#define   VFE_SCRATCH		GENMASK(31, 10)
#define   VFE_SCRATCH_SIZE	GENMASK(3, 0)
#define MEDIA_CURBE_LOAD	GFX(2, 0, 0x01)
#define MEDIA_DESCRIPTOR_LOAD	GFX(2, 0, 0x02)
#define   LOAD_LENGTH		GENMASK(16, 0)

#define WALKER_PREDICATE	BIT(8)
#define WALKER_INDIRECT		BIT(10)
#define WALKER_DISPATCHDIM	0x2500
#define WALKER_DESCRIPTOR	GENMASK(5, 0)
#define WALKER_DATA_LENGTH	GENMASK(16, 0)
#define WALKER_SIMD		GENMASK(31, 30)
#define WALKER_DEPTH		GENMASK(21, 16)
#define WALKER_HEIGHT		GENMASK(13, 8)
#define WALKER_WIDTH		GENMASK(5, 0)

#define INVOCATION_COUNT	0x2290

/* Interface descriptor, by dword. */
#define DESCRIPTOR_BYTES	32
#define DESC0_KERNEL		GENMASK(31, 6)
#define DESC2_SPF		BIT(18)
#define DESC2_ALTERNATIVE	BIT(16)
#define DESC3_SAMPLERS		GENMASK(31, 5)
#define DESC4_BINDING_TABLE	GENMASK(15, 5)
#define DESC5_READ_LENGTH	GENMASK(31, 16)
#define DESC5_READ_OFFSET	GENMASK(15, 0)
#define DESC6_ROUND		GENMASK(23, 22)
#define DESC6_SLM		GENMASK(20, 16)
#define DESC7_CROSS_THREAD	GENMASK(7, 0)

/* Cubes that the walker goes through. */
struct box {
	u32 x, y, z;
};

/**
 * struct work - what the threads of a command have in common
 * @e: the engine
 * @g: runs them
 * @descriptor: interface descriptor
 * @data: address of their constants
 * @data_bytes: length of these
 * @scratch: offset of scratch space, as VFE has it
 * @scratch_size: of a thread, as VFE has it
 * @simd: channels of a thread
 * @right: channels of the last thread of a row
 * @bottom: channels of the threads of the last row
 * @threads: of a group
 */
struct work {
	struct engine *e;
	struct eu_group *g;
	u32 descriptor[DESCRIPTOR_BYTES / 4];
	u64 data;
	u32 data_bytes;
	u32 scratch;
	u32 scratch_size;
	u32 simd;
	u32 right;
	u32 bottom;
	struct box threads;
};

static enum cs_result bad_work(struct engine *e, const char *why)
{
	anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND, "%s context 0x%08x: %08x: %s",
		e->info->name, e->cs.user.lrca, e->cs.command[0], why);
	return CS_OK;
}

/* From a load command: address and length of what it loads. */
static u64 loaded(const struct engine *e, u32 opcode, u64 dynamic, u32 *bytes)
{
	const u32 *load = cs_state_get(e, opcode);

	*bytes = load ? load[2] & LOAD_LENGTH : 0;
	return load ? dynamic + load[3] : 0;
}

static u32 slm_bytes(u32 gen, u32 code)
{
	/* Gen8 counts 4 KiB; Gen9 has a power of two from 1 KiB on. */
	if (gen < 9)
		return min(code * SZ_4K, EU_SLM_BYTES);
	return code ? min(512u << min(code, 7u), EU_SLM_BYTES) : 0;
}

/* The descriptor, whose place the context's commands give. */
static bool read_descriptor(struct work *w, u64 dynamic, u32 n, enum cs_result *res)
{
	u32 bytes;
	u64 at = loaded(w->e, MEDIA_DESCRIPTOR_LOAD, dynamic, &bytes);

	if ((n + 1) * DESCRIPTOR_BYTES > bytes) {
		*res = bad_work(w->e, "no such interface descriptor");
		return false;
	}
	if (vm_read(w->e, AS_PPGTT, at + n * DESCRIPTOR_BYTES, w->descriptor,
		    sizeof(w->descriptor), PAGE_USE_READ)) {
		*res = cs_fault(w->e);
		return false;
	}
	return true;
}

/*
 * Interface descriptor @n, constants, base addresses: all that does not differ between threads. If
 * it is not there, @res says how the command ends.
 */
static bool take_work(struct work *w, struct engine *e, u32 n, u32 data_bytes, u32 data_offset,
		      enum cs_result *res)
{
	const u32 *vfe = cs_state_get(e, MEDIA_VFE_STATE);
	struct eu_bases base;

	memset(w, 0, sizeof(*w));
	w->e = e;
	w->g = eu_group_get(e);
	if (!w->g) {
		*res = cs_hang(e, "the model is out of memory");
		return false;
	}
	cs_bases(e, &base);
	if (!read_descriptor(w, base.dynamic, n, res))
		return false;
	/* Addresses of code are 32 bits beyond the upper half of the kernel's. */
	base.instruction += (u64)(w->descriptor[1] & 0xffff) << 32;
	w->data = base.indirect + data_offset;
	w->data_bytes = data_bytes;
	if (!data_bytes)
		w->data = loaded(e, MEDIA_CURBE_LOAD, base.dynamic, &w->data_bytes);
	w->scratch = vfe ? vfe[1] & VFE_SCRATCH : 0;
	w->scratch_size = vfe ? vfe[1] & VFE_SCRATCH_SIZE : 0;
	eu_group_begin(w->g, &base, w->descriptor[4] & DESC4_BINDING_TABLE,
		       w->descriptor[3] & DESC3_SAMPLERS,
		       slm_bytes(e->gpu->device->gen, FIELD_GET(DESC6_SLM, w->descriptor[6])));
	return true;
}

/* Registers of constants, from @from on in the data; what is past its end is 0. */
static int load_constants(const struct work *w, struct eu_thread *t, u32 reg, u32 regs, u32 from)
{
	u32 left = from < w->data_bytes ? w->data_bytes - from : 0;
	u32 bytes = min(regs * EU_GRF_BYTES, left);

	if (!bytes)
		return 0;
	return vm_read(w->e, AS_PPGTT, w->data + from, &t->reg[reg * EU_GRF_BYTES], bytes,
		       PAGE_USE_READ);
}

static u32 control_of(const struct work *w)
{
	return (w->descriptor[2] & DESC2_SPF ? EU_CR0_SPF : 0) |
	       (w->descriptor[2] & DESC2_ALTERNATIVE ? EU_CR0_ALTERNATIVE : 0) |
	       FIELD_PREP(EU_CR0_ROUND, FIELD_GET(DESC6_ROUND, w->descriptor[6]));
}

/* Thread @n of the group, with its first register as far as all have it. */
static struct eu_thread *start_thread(const struct work *w, u32 n, u32 lanes)
{
	struct eu_thread *t = &w->g->thread[n];

	eu_thread_init(t, &w->g->machine, w->descriptor[0] & DESC0_KERNEL, lanes, control_of(w));
	t->owner = w->g;
	eu_grf_set(t, 0, 3, (w->descriptor[3] & DESC3_SAMPLERS) | w->scratch_size);
	eu_grf_set(t, 0, 4, w->descriptor[4] & DESC4_BINDING_TABLE);
	eu_grf_set(t, 0, 5, (w->scratch + (n << (10 + w->scratch_size))) | n);
	return t;
}

/* ---- GPGPU_WALKER ---- */

static u32 cross_thread(const struct work *w)
{
	return w->descriptor[7] & DESC7_CROSS_THREAD;
}

static u32 per_thread(const struct work *w)
{
	return FIELD_GET(DESC5_READ_LENGTH, w->descriptor[5]);
}

/* Constants of the group come first, then those of the thread. */
static int load_group_constants(const struct work *w, struct eu_thread *t, u32 n)
{
	u32 from = FIELD_GET(DESC5_READ_OFFSET, w->descriptor[5]) * EU_GRF_BYTES;
	u32 cross = cross_thread(w), own = per_thread(w);

	if (load_constants(w, t, 1, cross, from))
		return -1;
	return load_constants(w, t, 1 + cross, own,
			      from + (cross + n * own) * EU_GRF_BYTES);
}

static u32 lanes_of(const struct work *w, u32 x, u32 y)
{
	u32 lanes = w->simd == 32 ? ~0u : BIT(w->simd) - 1;

	if (x == w->threads.x - 1)
		lanes &= w->right;
	if (y == w->threads.y - 1)
		lanes &= w->bottom;
	return lanes;
}

static int start_group(const struct work *w, const struct box *id, u64 *invocations)
{
	const struct box *n = &w->threads;

	w->g->count = n->x * n->y * n->z;
	for (u32 i = 0; i < w->g->count; i++) {
		u32 lanes = lanes_of(w, i % n->x, i / n->x % n->y);
		struct eu_thread *t = start_thread(w, i, lanes);

		eu_grf_set(t, 0, 1, id->x);
		eu_grf_set(t, 0, 6, id->y);
		eu_grf_set(t, 0, 7, id->z);
		if (load_group_constants(w, t, i))
			return -1;
		*invocations += (u32)__builtin_popcount(lanes);
	}
	return 0;
}

static void count_invocations(struct engine *e, u64 n)
{
	struct gpu *gpu = e->gpu;
	u64 count;

	pthread_mutex_lock(&gpu->lock);
	count = ((u64)reg_get(gpu, INVOCATION_COUNT + 4) << 32 | reg_get(gpu, INVOCATION_COUNT)) +
		n;
	reg_set(gpu, INVOCATION_COUNT, lower_32_bits(count));
	reg_set(gpu, INVOCATION_COUNT + 4, upper_32_bits(count));
	pthread_mutex_unlock(&gpu->lock);
}

static enum cs_result run_group(const struct work *w, const struct box *id)
{
	u64 invocations = 0;
	enum cs_result res;

	if (!engine_obey(w->e))
		return CS_BREAK;
	memset(w->g->slm, 0, w->g->slm_surface.bytes);
	if (start_group(w, id, &invocations))
		return cs_fault(w->e);
	res = eu_group_run(w->g);
	if (res == CS_OK)
		count_invocations(w->e, invocations);
	return res;
}

static enum cs_result walk(const struct work *w, const struct box *from, const struct box *to)
{
	enum cs_result res = CS_OK;
	struct box id;

	for (id.z = from->z; id.z < to->z; id.z++)
		for (id.y = from->y; id.y < to->y; id.y++)
			for (id.x = from->x; id.x < to->x; id.x++) {
				res = run_group(w, &id);
				if (res != CS_OK)
					return res;
			}
	return res;
}

static const char *take_threads(struct work *w, const u32 *cmd)
{
	static const u8 channels[] = { 8, 16, 32, 0 };

	w->simd = channels[FIELD_GET(WALKER_SIMD, cmd[4])];
	w->threads = (struct box){
		FIELD_GET(WALKER_WIDTH, cmd[4]) + 1, FIELD_GET(WALKER_HEIGHT, cmd[4]) + 1,
		FIELD_GET(WALKER_DEPTH, cmd[4]) + 1,
	};
	w->right = cmd[13];
	w->bottom = cmd[14];
	if (!w->simd)
		return "reserved SIMD size";
	if (w->threads.x * w->threads.y * w->threads.z > EU_GROUP_THREADS)
		return "more threads in a group than there are";
	if (1 + cross_thread(w) + per_thread(w) > EU_GRFS)
		return "more constants than registers";
	return NULL;
}

static bool is_selected(const struct engine *e, u32 pipeline)
{
	const u32 *select = cs_state_get(e, PIPELINE_SELECT);

	return select && (*select & PIPELINE) == pipeline;
}

enum cs_result gpgpu_walker(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	struct box from = { cmd[5], cmd[8], cmd[11] }, to = { cmd[7], cmd[10], cmd[12] };
	enum cs_result res;
	const char *why;
	struct work w;

	if (cmd[0] & WALKER_PREDICATE && !predicate_result(e))
		return CS_OK;
	if (!is_selected(e, PIPELINE_GPGPU))
		return bad_work(e, "another pipeline is selected");
	if (cmd[0] & WALKER_INDIRECT)
		to = (struct box){
			cs_read_register(e, WALKER_DISPATCHDIM),
			cs_read_register(e, WALKER_DISPATCHDIM + 4),
			cs_read_register(e, WALKER_DISPATCHDIM + 8),
		};
	if (!take_work(&w, e, cmd[1] & WALKER_DESCRIPTOR, cmd[2] & WALKER_DATA_LENGTH,
		       cmd[3] & ~63u, &res))
		return res;
	why = take_threads(&w, cmd);
	return why ? bad_work(e, why) : walk(&w, &from, &to);
}

/* ---- MEDIA_OBJECT ---- */

#define OBJECT_INLINE		6	/* first dword of inline data */
#define OBJECT_CHILDREN		BIT(31)

/* Constants, then data of the command itself. */
static enum cs_result start_object(const struct work *w, const u32 *cmd, u32 dwords)
{
	u32 regs = per_thread(w), words = dwords - OBJECT_INLINE;
	u32 from = FIELD_GET(DESC5_READ_OFFSET, w->descriptor[5]) * EU_GRF_BYTES;
	struct eu_thread *t;

	if (1 + regs + DIV_ROUND_UP(words, 8u) > EU_GRFS)
		return bad_work(w->e, "more constants than registers");
	/* All channels: media kernels know no mask. */
	t = start_thread(w, 0, ~0u);
	eu_grf_set(t, 0, 1, cmd[4]);
	if (load_constants(w, t, 1, regs, from))
		return cs_fault(w->e);
	memcpy(&t->reg[(1 + regs) * EU_GRF_BYTES], &cmd[OBJECT_INLINE], words * 4);
	w->g->count = 1;
	return eu_group_run(w->g);
}

enum cs_result media_object(struct engine *e, const u32 *cmd, u32 dwords)
{
	enum cs_result res;
	struct work w;

	if (!is_selected(e, PIPELINE_MEDIA))
		return bad_work(e, "another pipeline is selected");
	if (cmd[2] & OBJECT_CHILDREN) {
		cs_not_executed(e, "MEDIA_OBJECT with children");
		return CS_OK;
	}
	/* Data that the command points to replaces inline data, which is not modelled. */
	if (cmd[2] & WALKER_DATA_LENGTH) {
		cs_not_executed(e, "MEDIA_OBJECT with indirect data");
		return CS_OK;
	}
	if (!take_work(&w, e, cmd[1] & WALKER_DESCRIPTOR, 0, 0, &res))
		return res;
	return start_object(&w, cmd, dwords);
}
