/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mediator between both fakes, with one vGPU and what a driver in its guest
 * needs: memory, GGTT entries, page tables, contexts and rings.
 */
#ifndef VGT_TEST_ENV_H
#define VGT_TEST_ENV_H

#include <kunit/test.h>

#include "core/device.h"
#include "core/device_types.h"
#include "core/pm.h"
#include "core/share.h"
#include "core/vgpu.h"
#include "core/vgpu_types.h"
#include "fake_gpu.h"
#include "fake_guest.h"

/**
 * struct vgt_env - what a test works with
 * @gpu: the fake GPU
 * @guest: the fake guest
 * @dev: the mediator
 * @vgpu: its vGPU, started
 * @next_page: next guest page that is free
 * @next_ggtt: next address of the vGPU's hidden slice that is free
 * @may_fail: the guest's accesses may fail for want of memory
 */
struct vgt_env {
	struct fake_gpu gpu;
	struct fake_guest guest;
	struct vgt_device dev;
	struct vgt_vgpu *vgpu;
	u64 next_page;
	u64 next_ggtt;
	bool may_fail;
};

/**
 * struct vgt_env_ctx - a context of the guest's driver
 * @engine: where it runs
 * @lrca: GGTT address of its image
 * @id: its id
 * @ring: GGTT address of its ring
 * @image_gpa: guest-physical address of the image's register state
 * @ring_gpa: of the ring
 * @tail: bytes emitted
 * @pml4: guest-physical address of its root page table
 */
struct vgt_env_ctx {
	enum vgt_engine_id engine;
	u32 lrca;
	u32 id;
	u32 ring;
	u64 image_gpa;
	u64 ring_gpa;
	u32 tail;
	u64 pml4;
};

#define ENV_RING_SIZE	4096

int vgt_env_init(struct vgt_env *env, u8 gen);
void vgt_env_fini(struct vgt_env *env);
int vgt_env_ports_init(struct vgt_env *env, u8 gen);
void vgt_env_ports_fini(struct vgt_env *env);
/* What vgt_env_start() begins with: a mediator without a vGPU, and its first one. */
int env_device_init(struct vgt_env *env);
struct vgt_vgpu *env_first_vgpu(struct vgt_env *env);
/* Called by vgt_env_start() between the creation and the start of its vGPU. NULL: nothing is. */
extern void (*vgt_env_created)(struct vgt_env *env);
int vgt_env_start(struct vgt_env *env);
void vgt_env_end(struct vgt_env *env);
struct vgt_env *vgt_env_get(struct kunit *test);
int vgt_env_suite_init(struct kunit *test);
int vgt_env_suite_init_gen8(struct kunit *test);
int vgt_env_suite_init_direct(struct kunit *test);
int vgt_env_suite_init_virtual(struct kunit *test);
void vgt_env_suite_exit(struct kunit *test);
struct vgt_vgpu *vgt_env_vgpu(struct vgt_env *env, const char *type);
const struct vgt_type *vgt_env_type(const char *name);

bool env_virtual(const struct vgt_env *env);
u32 env_read(struct vgt_env *env, u32 reg);
void env_write(struct vgt_env *env, u32 reg, u32 val);

u64 env_page(struct vgt_env *env);
u64 env_pages(struct vgt_env *env, u32 n);
u64 env_hw(struct vgt_env *env, u64 addr);
void env_ggtt_set(struct vgt_env *env, u64 addr, u64 gpa);
u64 env_ggtt_map(struct vgt_env *env, u64 gpa, u32 pages);
void env_ggtt_flush(struct vgt_env *env);

u64 env_ppgtt(struct vgt_env *env);
void env_ppgtt_map(struct vgt_env *env, u64 pml4, u64 addr, u64 gpa);
u64 env_ppgtt_entry(struct vgt_env *env, u64 pml4, u64 addr, u32 level);

int env_ppgtt_sync(struct vgt_env *env);
struct vgt_ppgtt *env_ppgtt_take(struct vgt_env *env, u64 pml4);
void env_ppgtt_drop(struct vgt_env *env, struct vgt_ppgtt *ppgtt);

void env_use(struct vgt_env *env, struct vgt_vgpu *vgpu);
void env_engine_on(struct vgt_env *env, enum vgt_engine_id engine);
void env_ctx_init(struct vgt_env *env, struct vgt_env_ctx *ctx,
		  enum vgt_engine_id engine, u64 pml4);
void env_emit(struct vgt_env *env, struct vgt_env_ctx *ctx, const u32 *cs, u32 n);
void env_elsp(struct vgt_env *env, const struct vgt_env_ctx *ctx0,
	      const struct vgt_env_ctx *ctx1);
void env_submit(struct vgt_env *env, struct vgt_env_ctx *ctx, const u32 *cs, u32 n);
void env_settle(struct vgt_env *env);
u32 env_guest_words(struct vgt_env *env, enum vgt_engine_id id);
void env_run(struct vgt_env *env, enum vgt_engine_id engine);
u64 env_hwsp(struct vgt_env *env, enum vgt_engine_id engine);
u32 env_csb(struct vgt_env *env, enum vgt_engine_id engine, u32 n, u32 *id);
u32 env_csb_index(struct vgt_env *env, enum vgt_engine_id engine);

#endif
