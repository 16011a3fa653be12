// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: make-record [OPTION...] FILE
 *
 * Makes a record with the core's own recorder, in user space: a guest over the fakes does a bit of
 * everything.
 *
 * --memory   with contents of memory
 * --virtual  a vGPU with virtual GGTT addresses
 * --gen8     of Gen8
 * --late     begins when the vGPU is in use already
 * --resized  the vGPU gets another size after the record began, and before a guest opens it
 * --opened-elsewhere  it gets another size after its guest has gone, and before the next comes
 * --other-vgt  says that another vgt made it
 * --loses    nobody reads the ring until it has lost something
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/vgt_shim.h>

#include "core/display/display.h"
#include "core/entry.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_table.h"
#include "core/record/writer.h"
#include "core/sched/sched_types.h"
#include "core/size.h"
#include "core/vgpu.h"
#include "core/regs/mapped.h"
#include "env.h"
#include "env_time.h"

#define NOOP		0
#define USER_INTERRUPT	(0x02u << 23)
/* Stores to a register that no guest may have: refused. */
#define REFUSED		(0x22u << 23 | 1)

static struct vgt_record_writer *writer;
static FILE *file;
static bool loses, resized;
/* What another of the guest's processors does while a section has released the lock. */
static struct vgt_env *beside;

static void drain(void)
{
	static char buf[65536];
	u32 n;

	while (!loses && (n = vgt_record_peek(writer, buf, sizeof(buf)))) {
		if (fwrite(buf, 1, n, file) != n)
			exit(1);
		vgt_record_skip(writer, n);
	}
}

static void attach(struct vgt_env *env)
{
	if (vgt_record_attach(writer, env->vgpu))
		exit(1);
	if (resized && (vgt_vgpu_set_low(env->vgpu, 32 << 20) ||
			vgt_vgpu_set_high(env->vgpu, 192 << 20) ||
			vgt_vgpu_set_fences(env->vgpu, 2)))
		exit(1);
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	drain();
}

/* The guest goes, and the next one finds another size. */
static void open_elsewhere(struct vgt_env *env)
{
	vgt_vgpu_stop(env->vgpu);
	if (vgt_vgpu_set_high(env->vgpu, 192 << 20) || vgt_vgpu_start(env->vgpu))
		exit(1);
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	drain();
}

/* ---- work that was picked, and does not run: the guest resets its engine meanwhile ---- */

static const struct vgt_sched_ops *core_ops;
static struct vgt_env *picker;

static void reset_and_run(struct vgt_sched_entity *ent)
{
	ent->ops = core_ops;
	env_write(picker, 0x941c, BIT(3));
	core_ops->run(ent);
}

static void pick_and_reset(struct vgt_env *env)
{
	static const u32 noops[2];
	static struct vgt_sched_ops ops;
	struct vgt_sched_entity *ent = &env->vgpu->engines[VGT_BCS].ent;
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &ctx, VGT_BCS, env_ppgtt(env));
	picker = env;
	core_ops = ent->ops;
	ops = *core_ops;
	ops.run = reset_and_run;
	ent->ops = &ops;
	env_submit(env, &ctx, noops, 2);
	env_settle(env);
	drain();
}

/* Time passes while the core reads a table: it releases the lock soon. */
static void slow_read(struct fake_guest *fake, u64 gpa)
{
	shim_now += 3000000;
}

static void beside_reads(void)
{
	struct vgt_env *env = beside;

	beside = NULL;
	if (env && !mutex_is_locked(&env->vgpu->lock)) {
		env_read(env, 0x44300);
		env_write(env, 0x2358, 0);
		env_sleep_us(10);
	}
	beside = env;
}

static void display(struct vgt_env *env)
{
	u32 i;

	env_write(env, 0x60000, 2199u << 16 | 1919);
	env_write(env, 0x6000c, 1124u << 16 | 1079);
	env_write(env, 0x6c05c, 0);
	env_write(env, 0x60040, 148500);
	env_write(env, 0x60044, 162000);
	env_write(env, 0x60400, BIT(31) | 1 << 28 | 2 << 24);
	env_write(env, 0x70008, BIT(31));
	env_write(env, 0x44404, ~(u32)(BIT(0) | BIT(3)));
	env_write(env, 0x4440c, BIT(0) | BIT(3));
	env_write(env, 0x44200, BIT(31));
	for (i = 0; i < 6; i++) {
		env_write(env, 0x7019c, 0x10000 * (i + 1));
		env_sleep_us(9000);
		env_read(env, 0x70000);
		env_read(env, 0x70040);
		env_read(env, 0x44200);
		env_read(env, 0x44408);
		env_write(env, 0x44408, ~0u);
		env_read(env, 0x701ac);
	}
	env_write(env, 0x70008, 0);
	env_read(env, 0x70040);
	drain();
}

/* An address space with some pages, of which some change later. */
static u64 space(struct vgt_env *env, u32 pages)
{
	u64 pml4 = env_ppgtt(env);
	u32 i;

	for (i = 0; i < pages; i++)
		env_ppgtt_map(env, pml4, i * 4096ull, env_page(env));
	return pml4;
}

static void submit_some(struct vgt_env *env, enum vgt_engine_id id)
{
	const u32 cs[] = { NOOP, USER_INTERRUPT, NOOP, NOOP };
	u64 pml4 = space(env, 40);
	struct vgt_env_ctx a, b;
	u32 i;

	env_engine_on(env, id);
	/* MOCS that are not the host's, of which one is written to memory that user space maps. */
	env_write(env, 0xc80c, 0x33);
	((u32 *)vgt_mapped_page(env->vgpu, 0xc000))[0x810 / 4] = 0x31;
	env_ctx_init(env, &a, id, pml4);
	env_ctx_init(env, &b, id, space(env, 5));
	for (i = 0; i < 4; i++) {
		env_submit(env, &a, cs, 4);
		/* What the hardware saves. */
		if (env->gpu.engine[id].rq)
			env->gpu.engine[id].rq->ctx->state[0x150 + i] = 0x1000 + i;
		/* A lite restore, with another context behind it. */
		env_emit(env, &a, cs, 4);
		env_emit(env, &b, cs, 4);
		env_elsp(env, &a, &b);
		env_settle(env);
		env_run(env, id);
		env_read(env, vgt_engines[id].mmio_base + 0x34);
		env_read(env, 0x44308);
		env_run(env, id);
		env_run(env, id);
		env_ppgtt_map(env, pml4, (100 + i) * 4096ull, env_page(env));
		env_read(env, 0x44200);
		env_write(env, 0x44308, ~0u);
		drain();
	}
}

/* ---- a reset that waits for a step, which goes on meanwhile: two threads, one runs ---- */

static pthread_mutex_t baton = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static bool resets_turn, reset_over;
static void (*env_waits)(void);
static pthread_t main_thread, reset_thread;

static void give_turn(bool to_reset)
{
	resets_turn = to_reset;
	pthread_cond_broadcast(&turn);
	while (resets_turn == to_reset && !(to_reset && reset_over))
		pthread_cond_wait(&turn, &baton);
}

static void *reset_main(void *arg)
{
	struct vgt_env *env = arg;

	pthread_mutex_lock(&baton);
	vgt_vgpu_reset(env->vgpu);
	reset_over = true;
	resets_turn = false;
	pthread_cond_broadcast(&turn);
	pthread_mutex_unlock(&baton);
	return NULL;
}

/* The reset waits until the step is over; the step needs nobody. */
static void reset_waits(void)
{
	if (pthread_equal(pthread_self(), main_thread))
		env_waits();
	else
		give_turn(false);
}

static void reset_beside(void)
{
	struct vgt_env *env = beside;

	if (!env || shim_locks || !env->vgpu->stepping)
		return;
	beside = NULL;
	env_waits = shim_wait_hook;
	shim_wait_hook = reset_waits;
	if (pthread_create(&reset_thread, NULL, reset_main, env))
		exit(1);
	give_turn(true);
}

static void reset_while_it_steps(struct vgt_env *env)
{
	const u32 cs[] = { NOOP, USER_INTERRUPT, NOOP, NOOP };
	struct vgt_env_ctx ctx;

	main_thread = pthread_self();
	pthread_mutex_lock(&baton);
	env_engine_on(env, VGT_VCS);
	env_ctx_init(env, &ctx, VGT_VCS, space(env, 40));
	env->guest.on_read = slow_read;
	shim_resched_hook = reset_beside;
	beside = env;
	env_emit(env, &ctx, cs, 4);
	env_elsp(env, &ctx, NULL);
	/* No lock may be held: the reset waits. */
	shim_run_work();
	shim_resched_hook = beside_reads;
	env->guest.on_read = NULL;
	if (beside)
		exit(1);
	while (!reset_over)
		give_turn(true);
	pthread_join(reset_thread, NULL);
	shim_wait_hook = env_waits;
	pthread_mutex_unlock(&baton);
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	drain();
}

static void reset(struct vgt_env *env)
{
	env_settle(env);
	env_write(env, 0x941c, BIT(3));
	env_settle(env);
	env_engine_on(env, VGT_BCS);
}

/* What is refused, what hangs, and the guest's driver's answer. */
static void misbehave(struct vgt_env *env)
{
	const u32 bad[] = { NOOP, NOOP, REFUSED, 0x2000, 1, NOOP };
	const u32 good[] = { NOOP, NOOP };
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &ctx, VGT_BCS, space(env, 3));
	env_submit(env, &ctx, bad, 6);
	env_run(env, VGT_BCS);
	reset(env);

	env_ctx_init(env, &ctx, VGT_BCS, space(env, 3));
	env_submit(env, &ctx, good, 2);
	fake_gpu_start(&env->gpu, VGT_BCS);
	fake_gpu_finish(&env->gpu, VGT_BCS, -EIO);
	env_settle(env);
	env_read(env, 0x22034);
	reset(env);

	/* A reset while the hardware has the request. */
	env_ctx_init(env, &ctx, VGT_BCS, space(env, 3));
	env_submit(env, &ctx, good, 2);
	env_write(env, 0x941c, BIT(3));
	fake_gpu_finish(&env->gpu, VGT_BCS, -EIO);
	reset(env);

	/* A request that the host's driver does not take. */
	env->gpu.fail_submit = -EIO;
	env_submit(env, &ctx, good, 2);
	env_settle(env);
	reset(env);
	drain();
}

static void memory(struct vgt_env *env)
{
	u64 gpa = env_pages(env, 8);
	u64 addr = env_ggtt_map(env, gpa, 8);
	u32 i;

	for (i = 0; i < 8; i++)
		env->guest.gone[gpa / 4096 + i] = true;
	vgt_vgpu_memory_gone(env->vgpu, gpa, 8 * 4096, &gpa);
	env_ggtt_flush(env);
	for (i = 0; i < 8; i++)
		env->guest.gone[gpa / 4096 + i] = false;
	env_sleep_us(200000);
	env_settle(env);
	for (i = 0; i < 8; i++)
		env_ggtt_set(env, addr + 4096 * i, gpa + 4096 * (7 - i));
	env_ggtt_flush(env);
	/* As user space does that has the page mapped. */
	*(u64 *)(vgt_ggtt_block_map(env->vgpu, addr / 4096 * 8) + addr / 4096 * 8 % 4096) = gpa | 1;
	vgt_ggtt_block_dirty(env->vgpu, addr / 4096 * 8);
	env_sleep_us(50000);
	env_ggtt_flush(env);
	drain();
}

static void monitors(struct vgt_env *env)
{
	struct vgt_monitor_setup setup;

	vgt_vgpu_monitor_setup(env->vgpu, VGT_PORT_B, &setup);
	vgt_vgpu_monitor_set_type(env->vgpu, VGT_PORT_C, VGT_MONITOR_HDMI);
	vgt_vgpu_monitor_set_edid(env->vgpu, VGT_PORT_C, setup.edid, setup.edid_len);
	vgt_vgpu_monitor_connect(env->vgpu, VGT_PORT_C);
	env_read(env, 0xc4000);
	vgt_vgpu_monitor_disconnect(env->vgpu, VGT_PORT_C);
	drain();
}

/* Another vGPU has the engine: the one that is recorded waits. */
static void two(struct vgt_env *env)
{
	const u32 cs[] = { NOOP, USER_INTERRUPT, NOOP, NOOP };
	struct vgt_vgpu *first = env->vgpu, *other = vgt_env_vgpu(env, first->type->name);
	struct vgt_env_ctx theirs, ours;
	u64 ggtt = env->next_ggtt;

	if (IS_ERR(other) || vgt_vgpu_start(other))
		exit(1);
	env_use(env, other);
	env_engine_on(env, VGT_VECS);
	env_ctx_init(env, &theirs, VGT_VECS, env_ppgtt(env));
	env_submit(env, &theirs, cs, 4);
	env_use(env, first);
	env->next_ggtt = ggtt;
	env_engine_on(env, VGT_VECS);
	env_ctx_init(env, &ours, VGT_VECS, space(env, 3));
	env_submit(env, &ours, cs, 4);
	env_read(env, 0x1a034);
	env_run(env, VGT_VECS);
	env_sleep_us(5000);
	env_settle(env);
	env_run(env, VGT_VECS);
	env_read(env, 0x44338);
	vgt_vgpu_stop(other);
	vgt_vgpu_destroy(other);
	drain();
}

/* A guest's day. */
static void work(struct vgt_env *env)
{
	u32 val = 0, reset = 0;

	vgt_vgpu_config_read(env->vgpu, 0, &val, 4, env);
	vgt_vgpu_config_write(env->vgpu, 4, &reset, 2, env);
	env_read(env, 0x78000);
	display(env);
	submit_some(env, VGT_RCS);
	env->guest.on_read = slow_read;
	beside = env;
	submit_some(env, VGT_VCS);
	beside = NULL;
	env->guest.on_read = NULL;
	misbehave(env);
	pick_and_reset(env);
	memory(env);
	monitors(env);
	two(env);
	reset_while_it_steps(env);
	vgt_vgpu_reset(env->vgpu);
	drain();
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	submit_some(env, VGT_BCS);
	env_sleep_us(2000000);
	env_settle(env);
	drain();
}

static void lose(struct vgt_env *env)
{
	while (!writer->lost_all)
		env_write(env, 0x44404, 0);
	loses = false;
	drain();
	env_read(env, 0x44404);
	drain();
}

int main(int argc, char **argv)
{
	bool has_memory = false, late = false, lost = false, other_place = false;
	const char *made_by = VGT_VERSION " test";
	struct vgt_env *env = calloc(1, sizeof(*env));
	u8 gen = 9;
	int i;

	for (i = 1; i < argc - 1; i++) {
		has_memory |= !strcmp(argv[i], "--memory");
		fake_gpu_virtual |= !strcmp(argv[i], "--virtual");
		late |= !strcmp(argv[i], "--late");
		lost |= !strcmp(argv[i], "--loses");
		gen = strcmp(argv[i], "--gen8") ? gen : 8;
		resized |= !strcmp(argv[i], "--resized");
		other_place = strcmp(argv[i], "--opened-elsewhere") ? other_place : true;
		made_by = strcmp(argv[i], "--other-vgt") ? made_by : "0.0.1";
	}
	file = argc > 1 ? fopen(argv[argc - 1], "wb") : NULL;
	writer = vgt_record_writer_create(4 * VGT_RECORD_RING_MIN, has_memory, made_by);
	if (!file || !writer || !env)
		return 2;
	loses = lost;
	shim_resched_hook = beside_reads;
	vgt_env_created = late ? NULL : attach;
	if (vgt_env_init(env, gen))
		return 2;
	if (late)
		attach(env);
	if (lost)
		lose(env);
	else
		work(env);
	if (other_place)
		open_elsewhere(env);
	vgt_vgpu_stop(env->vgpu);
	drain();
	vgt_record_detach(writer);
	vgt_env_end(env);
	vgt_env_ports_fini(env);
	vgt_record_writer_destroy(writer);
	free(env);
	return fclose(file) ? 1 : shim_warnings != 0;
}
