/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measurements on one vGPU, through VFIO. What goes wrong ends the program.
 */
#ifndef VGT_BENCH_H
#define VGT_BENCH_H

#include "gpu.h"
#include "sample.h"
#include "test.h"

/* A context of an engine that does nothing but store a seqno; each run is one more. */
struct runner {
	struct context ctx;
	struct ppgtt vm;
	u64 batch;
};

void runner_init(struct gpu *gpu, struct runner *r, u32 engine);
/* Fills the ring for one more run of an empty batch; nothing is submitted. */
void runner_prepare(struct runner *r);

#define TABLE_ENTRIES	512u

/*
 * On the blitter, in a new address space: with a full page table of pages from @data on, or without
 * it if that is 0. The tables above it are the same.
 */
void runner_init_table(struct gpu *gpu, struct runner *r, u64 data);
/* What the last run that ended stored. */
u32 runner_seqno(const struct runner *r);
/* Spins until the last run's seqno is there. */
void runner_wait(struct runner *r);
/* Takes the run's two CSB events, and serves interrupts. */
void runner_settle(struct runner *r);

void bench_traps(struct gpu *gpu);
void bench_submit(struct gpu *gpu);
void bench_latency(struct gpu *gpu);
void bench_shadow(struct gpu *gpu);
void bench_screen(struct gpu *gpu);
void bench_aperture(struct gpu *gpu);
/* Shows a picture until stdin ends. */
void show_picture(struct gpu *gpu);

/* On a vGPU, and on the host. */
void bench_stream(char *uuid);

/* On @count vGPUs, 2 or 3. */
void bench_share(char **uuids, u32 count);

/* On @count vGPUs, up to 15. */
void bench_many(char **uuids, u32 count);
/* Makes up to so many by the file @create, and removes them. */
void bench_create(const char *create, u32 count);
void bench_memory_many(const char *create, u32 count);
void bench_create_insns(const char *create);

/* Number @i of those, by that file; leaves what it does not need to others; removes it. */
void vgpu_make(const char *create, u32 i);
void vgpu_make_small(u32 i);
void vgpu_unmake(u32 i);

/* Whether L1 can count its instructions. */
bool insns_counted(void);
void bench_trap_insns(struct gpu *gpu);
void bench_insns(struct gpu *gpu);
void bench_insns_table(struct gpu *gpu);
/* On two vGPUs. */
void bench_insns_switch(struct gpu *one, struct gpu *two);
/* On @count vGPUs in turn. */
void bench_insns_turns(char **uuids, u32 count);

/* Creates a vGPU of the type by the file @create, with this UUID, and opens it. */
void bench_memory(const char *create, const char *uuid);

#endif /* VGT_BENCH_H */
