// SPDX-License-Identifier: GPL-2.0-only
/*
 * What follows a request is judged while that is in flight.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/pace.h"
#include "env_time.h"
#include "env_wait.h"
#include "exec_env.h"
#include "race_env.h"

/* LRI to ELSP: no guest may. */
static const u32 bad[] = { 0x11000001, 0x2230, 0, 0 };
static const u32 noops[8];
/* INDIRECT_CTX in an image of render. */
#define AHEAD_INDIRECT	27
/* LRI to CS_GPR 0, to see whose commands run. */
static u32 gpr[] = { 0x11000001, 0x2600, 0, 0 };

static struct vgt_ahead *ahead_of(struct vgt_env *env)
{
	return &env->vgpu->engines[VGT_RCS].ahead;
}

static u32 ahead_submitted(struct vgt_env *env)
{
	return env->gpu.engine[VGT_RCS].submitted;
}

static u32 *ahead_image(struct vgt_env *env, const struct vgt_env_ctx *ctx)
{
	return fake_guest_va(&env->guest, ctx->image_gpa);
}

/* A request is in flight, with two words. */
static void ahead_begin(struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, ctx, noops, 2);
}

static void ahead_gpr(struct vgt_env *env, struct vgt_env_ctx *ctx, u32 val)
{
	gpr[2] = val;
	env_emit(env, ctx, gpr, ARRAY_SIZE(gpr));
}

/* The former is through; what follows may not be looked at any more. */
static void ahead_spoil_ring(struct vgt_env *env, const struct vgt_env_ctx *ctx)
{
	memset(fake_guest_va(&env->guest, ctx->ring_gpa), 0xff, ENV_RING_SIZE);
}

/* A lite restore is judged while the former runs, and what was judged runs. */
static void ahead_lite_restore(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	ahead_begin(env, &a);
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	ahead_gpr(env, &a, 0x1234);
	env_elsp(env, &a, NULL);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 1);
	ahead_spoil_ring(env, &a);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 2);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), ARRAY_SIZE(gpr));
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cs[2], 0x1234);
	/* The context has not been complete in between. */
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 2);
	KUNIT_EXPECT_EQ(test, ahead_image(env, &a)[5], a.tail);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* So are the second of a pair, and the list that waits. */
static void ahead_others(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b, c;
	u64 pml4 = env_ppgtt(env);

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, pml4);
	env_ctx_init(env, &b, VGT_RCS, env_ppgtt(env));
	env_ctx_init(env, &c, VGT_RCS, pml4);
	env_emit(env, &a, noops, 2);
	ahead_gpr(env, &b, 0x2222);
	env_elsp(env, &a, &b);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	ahead_gpr(env, &c, 0x3333);
	env_elsp(env, &c, NULL);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	ahead_spoil_ring(env, &b);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 1, NULL), 0x14);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cs[2], 0x2222);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	ahead_spoil_ring(env, &c);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 2, NULL), 0x18);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cs[2], 0x3333);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 3);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* What is submitted after it was judged is not lost, and not run before its turn. */
static void ahead_submitted_again(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;

	/* Nothing is with the port before its turn. */
	env->gpu.no_extend = -EBUSY;
	ahead_begin(env, &a);
	env_submit(env, &a, noops, 4);
	KUNIT_EXPECT_EQ(test, ahead_of(env)->work.words, 4);
	/* The same context: all of it at once. */
	env_submit(env, &a, noops, 6);
	KUNIT_EXPECT_EQ(test, ahead_of(env)->work.words, 10);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 10);
	/* It and another one: the other was judged, and then this goes on. */
	env_ctx_init(env, &b, VGT_RCS, env_ppgtt(env));
	ahead_gpr(env, &b, 0x2222);
	env_elsp(env, &a, &b);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, ahead_of(env)->work.elem.lrca, b.lrca);
	env_emit(env, &a, noops, 2);
	ahead_gpr(env, &b, 0x3333);
	env_elsp(env, &a, &b);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, ahead_of(env)->work.elem.lrca, a.lrca);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 2 * ARRAY_SIZE(gpr));
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cs[6], 0x3333);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 4);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* Both contexts again, nothing new of the first: what was judged of the second is out of date. */
static void ahead_second_again(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;

	ahead_begin(env, &a);
	env_ctx_init(env, &b, VGT_RCS, env_ppgtt(env));
	env_emit(env, &b, noops, 2);
	env_elsp(env, &a, &b);
	env_settle(env);
	env_emit(env, &b, noops, 4);
	env_elsp(env, &a, &b);
	env_settle(env);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 6);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_image(env, &b)[5], b.tail);
}

/* A refusal counts when it is its turn, once, and not if that never comes. */
static void ahead_refused(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	ahead_begin(env, &a);
	env_submit(env, &a, bad, ARRAY_SIZE(bad));
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals, 0);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].hung);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_image(env, &a)[5], 8);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals, 1);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 1);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 1);
}

/* The guest resets the engine: nothing of it runs. */
static void ahead_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u64 used;

	ahead_begin(env, &a);
	used = env->vgpu->memory.used;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	env_write(env, 0x941c, BIT(1));
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	KUNIT_EXPECT_EQ(test, env->vgpu->memory.used, used);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 1);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].restored);
}

/* The former hangs: so does what follows. */
static void ahead_former_hangs(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	ahead_begin(env, &a);
	env_submit(env, &a, noops, 4);
	fake_gpu_start(&env->gpu, VGT_RCS);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 1);
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
}

/* The registers of a context that goes on are those that the hardware saved. */
static void ahead_state_at_the_switch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	ahead_begin(env, &a);
	env_submit(env, &a, noops, 4);
	/* CS_GPR 0, where the fake's image has it. */
	env->gpu.engine[VGT_RCS].rq->ctx->state[0x52] = 0x5555;
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].rq->ctx->state[0x52], 0x5555);
	/* As hardware saves it when it leaves the context. */
	KUNIT_EXPECT_NE(test, ahead_image(env, &a)[0x52], 0x5555);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_image(env, &a)[0x52], 0x5555);
}

/* A privileged batch in the GGTT that stores nothing; returns its address. */
static u32 ahead_batch(struct vgt_env *env)
{
	u64 gpa = env_page(env);

	fake_guest_poke32(&env->guest, gpa, 0x0a << 23);
	return env_ggtt_map(env, gpa, 1);
}

/* What cost copies of batches stays, and the rest comes after it. */
static void ahead_stays(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 call[] = { 0x18800001, 0, 0, 0 };
	struct vgt_env_ctx a;
	u32 base = 0x2000;

	/* Nothing is with the port before its turn. */
	env->gpu.no_extend = -EBUSY;
	ahead_begin(env, &a);
	call[1] = ahead_batch(env);
	env_submit(env, &a, call, ARRAY_SIZE(call));
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	env_submit(env, &a, noops, 6);
	KUNIT_EXPECT_EQ(test, ahead_of(env)->work.words, ARRAY_SIZE(call));
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), ARRAY_SIZE(call));
	KUNIT_EXPECT_EQ(test, ahead_of(env)->work.words, 6);
	/* Once more, but now with tables of 3 levels: what was judged has others. */
	env_submit(env, &a, call, ARRAY_SIZE(call));
	env_write(env, base + 0x230, 0);
	env_write(env, base + 0x230, 0);
	env_write(env, base + 0x230, a.id);
	env_write(env, base + 0x230, a.lrca | 0x109);
	env_settle(env);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].work.elem.mode, VGT_CTX_LEGACY_32B);
	while (env->gpu.engine[VGT_RCS].rq)
		env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_image(env, &a)[5], a.tail);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* The batch that restores the context that runs is its own until then. */
static void ahead_restore_batch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);
	struct vgt_env_ctx a;
	const u32 *batch;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	gpr[2] = 1;
	memcpy(fake_guest_va(&env->guest, gpa), gpr, sizeof(gpr));
	ahead_image(env, &a)[AHEAD_INDIRECT] = env_ggtt_map(env, gpa, 1) | 1;
	env_submit(env, &a, noops, 2);
	batch = env->vgpu->engines[VGT_RCS].restore->va + 16;
	KUNIT_EXPECT_EQ(test, batch[2], 1);
	fake_guest_poke32(&env->guest, gpa + 8, 2);
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	fake_guest_poke32(&env->guest, gpa + 8, 3);
	KUNIT_EXPECT_EQ(test, batch[2], 1);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, batch[2], 2);
	env_run(env, VGT_RCS);
}

/* No room for the context when it is its turn: it is prepared anew, and waits for room. */
static void ahead_no_room(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;
	u32 i;

	ahead_begin(env, &a);
	env_ctx_init(env, &b, VGT_RCS, env_ppgtt(env));
	env_submit(env, &b, noops, 4);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	env->gpu.pin_room = 1;
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	for (i = 0; i < 5 && !env->gpu.engine[VGT_RCS].rq; i++) {
		env_sleep_us(20000);
		env_settle(env);
	}
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 2);
	env->gpu.pin_room = 0;
	/* While room is short, work whose turn it is goes first. */
	env_submit(env, &b, noops, 2);
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 3);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_image(env, &b)[5], b.tail);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

#ifndef __KERNEL__
/* A page goes while what uses it waits behind a request: it is gone, and is found again. */
static void ahead_unmap(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;
	u64 gpa = env_page(env);

	ahead_begin(env, &a);
	env_ctx_init(env, &b, VGT_RCS, env_ppgtt(env));
	env_ppgtt_map(env, b.pml4, 0, gpa);
	env_submit(env, &b, noops, 4);
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	env_sleep_us(8 * VGT_BLOCK_MS_MAX * 1000);
	env_settle(env);
	env_run(env, VGT_RCS);
	env_sleep_us(8 * VGT_BLOCK_MS_MAX * 1000);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 2);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
	env_run(env, VGT_RCS);
}
#endif

/* The host sleeps: nothing stays prepared, and it runs after. */
static void ahead_sleep(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	ahead_begin(env, &a);
	env_submit(env, &a, noops, 4);
	WRITE_ONCE(env->dev.frozen, true);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 1);
	KUNIT_EXPECT_FALSE(test, ahead_of(env)->ready);
	vgt_device_thaw(&env->dev);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 2);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 4);
	env_run(env, VGT_RCS);
}

/* How many registers the request that runs may load. */
static u32 ahead_loads(struct vgt_env *env)
{
	u32 i, n = 0;

	for (i = 0; i < env->dev.sw.engine[VGT_RCS].count; i++)
		n += test_bit(i, env->vgpu->loads[VGT_RCS]);
	return n;
}

/* Registers that what follows loads are not taken for the former's. */
static void ahead_notes_apart(struct kunit *test)
{
	/* LRI to a table of cache attributes, which is switched. */
	static const u32 load[] = { 0x11000001, 0xc804, 0x55, 0 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 before;

	ahead_begin(env, &a);
	before = ahead_loads(env);
	env_submit(env, &a, load, ARRAY_SIZE(load));
	KUNIT_EXPECT_TRUE(test, ahead_of(env)->ready);
	KUNIT_EXPECT_EQ(test, ahead_loads(env), before);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_GT(test, ahead_loads(env), before);
	env_run(env, VGT_RCS);
}

/* A register that commands find virtual; one that no image of the fake's keeps. */
#define AHEAD_OWN	0x4090
#define AHEAD_LEFT	0x7018

/* Registers of the vGPU's own are set, and read, when it is the turn of what does so. */
static void ahead_own_registers(struct kunit *test)
{
	static const u32 set[] = { 0x11000001, AHEAD_OWN, 0x1234, 0 };
	u32 store[] = { 0x12000002, AHEAD_OWN, 0x10000, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u64 reads, writes;
	struct vgt_env_ctx a;

	ahead_begin(env, &a);
	env_write(env, AHEAD_OWN, 0x11);
	env_submit(env, &a, set, ARRAY_SIZE(set));
	KUNIT_EXPECT_EQ(test, env_read(env, AHEAD_OWN), 0x11);
	writes = env->vgpu->stats.mmio_writes;
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.mmio_writes, writes);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 2);
	KUNIT_EXPECT_EQ(test, env_read(env, AHEAD_OWN), 0x1234);

	reads = env->vgpu->stats.mmio_reads;
	env_submit(env, &a, store, ARRAY_SIZE(store));
	env_write(env, AHEAD_OWN, 0x22);
	env_run(env, VGT_RCS);
	/* No access of a command is a trap, however often it is judged. */
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.mmio_reads, reads);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 3);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cs[3], 0x22);

	/* What never runs sets nothing. */
	env_submit(env, &a, set, ARRAY_SIZE(set));
	env_write(env, 0x941c, BIT(1));
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_read(env, AHEAD_OWN), 0x22);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 3);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* A load that is left out is counted, and told, once, when it is its turn. */
static void ahead_left_out(struct kunit *test)
{
	static const u32 load[] = { 0x11000001, AHEAD_LEFT, 0x00010001, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u64 refused = env->vgpu->stats.regs_refused;
	struct vgt_env_ctx a;

	ahead_begin(env, &a);
	env_messages_start();
	env_submit(env, &a, load, ARRAY_SIZE(load));
	/* It is judged again, with what came. */
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, ahead_submitted(env), 2);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "is left out"));
}

#ifndef __KERNEL__
#define AHEAD_PINS	20

/* The former is done while what follows is judged: its guest keeps its turn. */
static void ahead_done_meanwhile(struct fake_guest *fake)
{
	if (++race_pins == AHEAD_PINS / 2)
		fake_gpu_finish(&race->env->gpu, VGT_RCS, 0);
	shim_advance_ns(20000);
}

static void ahead_keeps_the_turn(struct kunit *test)
{
	struct exec x;
	u64 gpa;
	u32 i;

	race_begin(test, &x, 0, NULL);
	exec_submit(&x, 0);
	exec_submit(&x, 1);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	exec_use(&x, 0);
	gpa = env_pages(x.env, AHEAD_PINS);
	for (i = 0; i < AHEAD_PINS; i++)
		env_ppgtt_map(x.env, x.ctx[0].pml4, i * 4096ull, gpa + i * 4096ull);
	x.env->guest.on_pin = ahead_done_meanwhile;
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, race_pins, AHEAD_PINS);
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].submitted, 2);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	race_end(&x);
}

static void ahead_guest_resets(void)
{
	if (race_pieces == 2)
		exec_guest_resets(race, 0);
}

static void ahead_slow_pin(struct fake_guest *fake)
{
	race_pins++;
	shim_advance_ns(20000);
}

/* The guest resets the engine while what follows is judged: it ends soon, and is dropped. */
static void ahead_reset_while_judging(struct kunit *test)
{
	struct vgt_env_ctx first;
	struct exec x;

	race_begin(test, &x, 4000, NULL);
	/* The first has other tables. */
	exec_use(&x, 0);
	env_ctx_init(x.env, &first, VGT_RCS, env_ppgtt(x.env));
	env_submit(x.env, &first, noops, 2);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	race_step = ahead_guest_resets;
	x.env->guest.on_pin = ahead_slow_pin;
	env_submit(x.env, &x.ctx[0], noops, 2);
	KUNIT_EXPECT_GE(test, race_pieces, 2);
	KUNIT_EXPECT_LT(test, race_pins, 1000);
	KUNIT_EXPECT_FALSE(test, ahead_of(x.env)->ready);
	race_step = NULL;
	x.env->guest.on_pin = NULL;
	fake_gpu_finish(&x.env->gpu, VGT_RCS, -EIO);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].submitted, 1);
	KUNIT_EXPECT_FALSE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	race_end(&x);
}

#define AHEAD_PAGES	16

static const struct vgt_gpu_ops *ahead_ops;

static struct vgt_gpu_buffer *ahead_slow_buffer(struct vgt_gpu *gpu, u32 size)
{
	shim_advance_ns(2 * VGT_PACE_NS);
	return ahead_ops->buffer_create(gpu, size);
}

static void ahead_unmap_now(void)
{
	vgt_vgpu_memory_gone(race->vgpu[0], race_gpa, AHEAD_PAGES * 4096ull, NULL);
}

/* Memory goes after the tables were read, while commands are judged: they do not run so. */
static void ahead_unmap_while_judging(struct kunit *test)
{
	u32 cs[300] = { 0x18800001 };
	struct vgt_env_ctx first;
	struct vgt_gpu_ops slow;
	struct exec x;

	race_begin(test, &x, AHEAD_PAGES, NULL);
	race_gpa = *(u64 *)fake_guest_va(&x.env->guest,
			env_ppgtt_entry(x.env, x.ctx[0].pml4, 0, 0)) & ~4095ull;
	exec_use(&x, 0);
	env_ctx_init(x.env, &first, VGT_RCS, env_ppgtt(x.env));
	cs[1] = ahead_batch(x.env);
	env_submit(x.env, &first, noops, 2);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	race_step = ahead_unmap_now;
	ahead_ops = x.env->gpu.gpu.ops;
	slow = *ahead_ops;
	slow.buffer_create = ahead_slow_buffer;
	x.env->gpu.gpu.ops = &slow;
	env_submit(x.env, &x.ctx[0], cs, ARRAY_SIZE(cs));
	KUNIT_EXPECT_GT(test, race_pieces, 0);
	KUNIT_EXPECT_FALSE(test, ahead_of(x.env)->ready);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, AHEAD_PAGES), 0);
	race_step = NULL;
	x.env->gpu.gpu.ops = ahead_ops;
	env_run(x.env, VGT_RCS);
	env_sleep_us(8 * VGT_BLOCK_MS_MAX * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].submitted, 2);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, AHEAD_PAGES), AHEAD_PAGES);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 0);
	race_end(&x);
}
#endif

static struct kunit_case ahead_cases[] = {
	KUNIT_CASE(ahead_own_registers),
	KUNIT_CASE(ahead_left_out),
	KUNIT_CASE(ahead_lite_restore),
	KUNIT_CASE(ahead_others),
	KUNIT_CASE(ahead_submitted_again),
	KUNIT_CASE(ahead_second_again),
	KUNIT_CASE(ahead_refused),
	KUNIT_CASE(ahead_reset),
	KUNIT_CASE(ahead_former_hangs),
	KUNIT_CASE(ahead_state_at_the_switch),
	KUNIT_CASE(ahead_stays),
	KUNIT_CASE(ahead_restore_batch),
	KUNIT_CASE(ahead_no_room),
	KUNIT_CASE(ahead_sleep),
	KUNIT_CASE(ahead_notes_apart),
#ifndef __KERNEL__
	/* A minute, but for the mocked clock. */
	KUNIT_CASE(ahead_unmap),
	KUNIT_CASE(ahead_keeps_the_turn),
	KUNIT_CASE(ahead_reset_while_judging),
	KUNIT_CASE(ahead_unmap_while_judging),
#endif
	{ }
};

static struct kunit_suite ahead_suite = {
	.name = "ahead",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = ahead_cases,
};

kunit_test_suite(ahead_suite);
