/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A group of threads, which share local memory and a barrier, and the unit that runs groups one
 * after another.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "GPGPU", "Media GPGPU Pipeline", "Thread Payload".
 */
#ifndef GPU_MODEL_EU_GROUP_H
#define GPU_MODEL_EU_GROUP_H

#include "cs/parser.h"
#include "eu/code.h"
#include "eu/sampler.h"
#include "eu/surface.h"
#include "eu/thread.h"

struct engine;

/* Threads of a group: what a subslice has. */
#define EU_GROUP_THREADS	64
#define EU_SLM_BYTES		SZ_64K

/**
 * struct eu_bases - base addresses of the context
 * @general: for accesses without a surface
 * @general_bytes: size of what is there
 * @surface: binding tables and surface states
 * @dynamic: constants and interface descriptors
 * @indirect: data of commands
 * @instruction: code
 */
struct eu_bases {
	u64 general;
	u64 general_bytes;
	u64 surface;
	u64 dynamic;
	u64 indirect;
	u64 instruction;
};

/**
 * struct eu_group - the threads that run, and what they reach
 * @e: the engine
 * @machine: what the threads are connected to
 * @base: base addresses
 * @binding_table: offset from the surface base
 * @samplers: offset of the table of sampler states from the dynamic base
 * @count: threads
 * @arrived: threads that wait at the barrier
 * @slm_surface: shared local memory
 * @stateless: memory from the general base on
 * @surface_known: bit for each entry of @surface that was read
 * @surface: of the binding table
 * @sampler: textures and sampler states
 * @slm: shared local memory
 * @code: decoded instructions
 * @urb: takes messages to the URB; NULL: there is none
 * @render: takes messages to the render cache; likewise
 * @interpolate: takes messages to the pixel interpolator; likewise
 * @stage: the stage of the 3D pipeline, for these
 * @ended: thread has ended
 * @thread: threads
 */
struct eu_group {
	struct engine *e;
	struct eu_machine machine;
	struct eu_bases base;
	u32 binding_table;
	u32 samplers;
	u32 count;
	u32 arrived;
	struct eu_surface slm_surface;
	struct eu_surface stateless;
	u32 surface_known[8];
	struct eu_surface surface[EU_BTI_TABLE_END];
	struct eu_sampler_unit sampler;
	u8 slm[EU_SLM_BYTES];
	struct eu_code code;
	enum eu_result (*urb)(struct eu_thread *t, struct eu_message *m);
	enum eu_result (*render)(struct eu_thread *t, struct eu_message *m);
	enum eu_result (*interpolate)(struct eu_thread *t, struct eu_message *m);
	void *stage;
	bool ended[EU_GROUP_THREADS];
	struct eu_thread thread[EU_GROUP_THREADS];
};

/** eu_group_create() - a group on an engine; NULL: out of memory. The caller frees it. */
struct eu_group *eu_group_create(struct engine *e);

/** eu_group_get() - the engine's, made at its first use; NULL: out of memory */
struct eu_group *eu_group_get(struct engine *e);
void eu_group_free(struct engine *e);

/**
 * eu_group_begin() - a command with threads begins: code and surfaces may have changed
 * @binding_table: offset from the surface base
 * @samplers: offset of the table of sampler states from the dynamic base
 * @slm_bytes: shared local memory of each group, at most EU_SLM_BYTES
 */
void eu_group_begin(struct eu_group *g, const struct eu_bases *base, u32 binding_table,
		    u32 samplers, u32 slm_bytes);

/**
 * eu_group_run() - run all @g->count threads to their end
 *
 * The threads are initialized. Looks at requests to the engine in between, so that a thread
 * without end only keeps the engine busy.
 *
 * Return: CS_OK, CS_BREAK or CS_HANG.
 */
enum cs_result eu_group_run(struct eu_group *g);

/** eu_shared_send() - a message to a shared function */
enum eu_result eu_shared_send(struct eu_thread *t, struct eu_message *m);

#endif /* GPU_MODEL_EU_GROUP_H */
