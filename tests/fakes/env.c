// SPDX-License-Identifier: GPL-2.0-only
/*
 * See env.h.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/entry.h"
#include "core/exec/execlists.h"
#include "core/mem/ppgtt.h"
#include "core/mem/ppgtt_types.h"
#include "core/mem/shadow_page.h"
#include "core/regs/mmio.h"
#include "core/type.h"
#include "env.h"
#include "env_wait.h"

static struct vgt_env *env_waiting;
void (*vgt_env_created)(struct vgt_env *env);

/* Where the kernel would sleep until the GPU is done: have it be done. */
static void env_wait(void)
{
	enum vgt_engine_id id;
	bool busy;

	do {
		busy = false;
		for (id = 0; id < VGT_NUM_ENGINES; id++) {
			busy |= !!env_waiting->gpu.engine[id].rq;
			fake_gpu_finish(&env_waiting->gpu, id, 0);
		}
		vgt_sched_flush(&env_waiting->dev);
	} while (busy);
}

const struct vgt_type *vgt_env_type(const char *name)
{
	u32 i;

	for (i = 0; i < vgt_types_count; i++)
		if (!strcmp(vgt_types[i].name, name))
			return &vgt_types[i];
	return NULL;
}

struct vgt_vgpu *vgt_env_vgpu(struct vgt_env *env, const char *type)
{
	return vgt_vgpu_create(&env->dev, vgt_env_type(type), &env->guest.guest);
}

int vgt_env_ports_init(struct vgt_env *env, u8 gen)
{
	int ret;

	memset(env, 0, sizeof(*env));
	ret = fake_gpu_init(&env->gpu, gen);
	if (ret)
		return ret;
	ret = fake_guest_init(&env->guest);
	if (ret)
		fake_gpu_fini(&env->gpu);
	else
		env->guest.gpu = &env->gpu;
	if (!ret && env_virtual(env))
		env->gpu.shown = env->guest.shown;
	return ret;
}

void vgt_env_ports_fini(struct vgt_env *env)
{
	WARN_ON_ONCE(env->guest.pinned || env->guest.watched || env->gpu.live ||
		     env->gpu.powered || env->gpu.pinned || fake_gpu_leftover(&env->gpu));
	fake_guest_fini(&env->guest);
	fake_gpu_fini(&env->gpu);
}

int env_device_init(struct vgt_env *env)
{
	static const struct vgt_reserve reserve = { 64, 384, 4 };

	memset(&env->dev, 0, sizeof(env->dev));
	return vgt_device_init(&env->dev, &env->gpu.gpu, &reserve);
}

struct vgt_vgpu *env_first_vgpu(struct vgt_env *env)
{
	return vgt_env_vgpu(env, env->gpu.gpu.desc.platform->gen == 8 ? "GVTg_V4_4" :
							       "GVTg_V5_4");
}

/* A mediator and its vGPU, between ports that are there. */
int vgt_env_start(struct vgt_env *env)
{
	int ret = env_device_init(env);

	if (ret)
		return ret;
	env->vgpu = env_first_vgpu(env);
	if (IS_ERR(env->vgpu)) {
		ret = PTR_ERR(env->vgpu);
		goto err_dev;
	}
	env->guest.vgpu = env->vgpu;
	env_waiting = env;
	env->next_page = 16 * 4096;
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	vgt_env_wait_hook(env_wait);
	if (vgt_env_created)
		vgt_env_created(env);
	ret = vgt_vgpu_start(env->vgpu);
	if (ret)
		goto err_vgpu;
	return 0;

err_vgpu:
	vgt_vgpu_destroy(env->vgpu);
err_dev:
	env->vgpu = NULL;
	vgt_device_fini(&env->dev);
	return ret;
}

/* A test may have ended early, with other vGPUs than the first one, and with work in flight. */
void vgt_env_end(struct vgt_env *env)
{
	bool ends = env->gpu.end_wq;
	struct vgt_vgpu *vgpu;
	unsigned long id;

	env_wait();
	if (!ends)
		WARN_ON_ONCE(fake_gpu_end_cancelled(&env->gpu));
	xa_for_each(&env->dev.vgpus, id, vgpu) {
		vgt_vgpu_stop(vgpu);
		vgt_vgpu_destroy(vgpu);
	}
	if (!ends)
		fake_gpu_keep_cancelled(&env->gpu);
	env->vgpu = NULL;
	env->guest.vgpu = NULL;
	/* No table led the hardware to a page that was free. */
	WARN_ON_ONCE(env->gpu.freed);
	vgt_device_fini(&env->dev);
}

int vgt_env_init(struct vgt_env *env, u8 gen)
{
	int ret;

	ret = vgt_env_ports_init(env, gen);
	if (ret)
		return ret;
	ret = vgt_env_start(env);
	if (ret)
		vgt_env_ports_fini(env);
	return ret;
}

void vgt_env_fini(struct vgt_env *env)
{
	vgt_env_end(env);
	vgt_env_ports_fini(env);
}

struct vgt_env *vgt_env_get(struct kunit *test)
{
	return test->priv;
}

static int env_suite_init(struct kunit *test, u8 gen)
{
	struct vgt_env *env = kvzalloc(sizeof(*env), GFP_KERNEL);
	int ret;

	if (!env)
		return -ENOMEM;
	ret = vgt_env_init(env, gen);
	if (ret) {
		kvfree(env);
		return ret;
	}
	test->priv = env;
	return 0;
}

int vgt_env_suite_init(struct kunit *test)
{
	return env_suite_init(test, 9);
}

int vgt_env_suite_init_gen8(struct kunit *test)
{
	return env_suite_init(test, 8);
}

static int env_suite_init_mode(struct kunit *test, bool virtual)
{
	bool was = fake_gpu_virtual;
	int ret;

	fake_gpu_virtual = virtual;
	ret = env_suite_init(test, 9);
	fake_gpu_virtual = was;
	return ret;
}

/* Tests of what is otherwise in the other mode: they have their own, whichever is asked for. */
int vgt_env_suite_init_direct(struct kunit *test)
{
	return env_suite_init_mode(test, false);
}

int vgt_env_suite_init_virtual(struct kunit *test)
{
	return env_suite_init_mode(test, true);
}

bool env_virtual(const struct vgt_env *env)
{
	return env->gpu.gpu.desc.virtual_ggtt;
}

void vgt_env_suite_exit(struct kunit *test)
{
	struct vgt_env *env = test->priv;

	if (!env)
		return;
	vgt_env_fini(env);
	kvfree(env);
}

static void env_check(struct vgt_env *env, int ret)
{
	WARN_ON_ONCE(ret && !(env->may_fail && ret == -ENOMEM));
}

u32 env_read(struct vgt_env *env, u32 reg)
{
	u32 val = 0xdeadbeef;

	env_check(env, vgt_vgpu_bar0_read(env->vgpu, reg, &val, 4, env));
	return val;
}

void env_write(struct vgt_env *env, u32 reg, u32 val)
{
	env_check(env, vgt_vgpu_bar0_write(env->vgpu, reg, &val, 4, env));
}

/* ---- memory ---- */

u64 env_pages(struct vgt_env *env, u32 n)
{
	u64 gpa = env->next_page;

	env->next_page += n * 4096ull;
	return gpa;
}

u64 env_page(struct vgt_env *env)
{
	return env_pages(env, 1);
}

/*
 * The hardware's address of one of the vGPU's GGTT space. The same, or: low from where the port
 * has put it, high behind it; the guest has it behind 256 MB.
 */
u64 env_hw(struct vgt_env *env, u64 addr)
{
	const struct vgt_ggtt *ggtt = &env->vgpu->ggtt;

	if (!env_virtual(env))
		return addr;
	WARN_ON_ONCE(!ggtt->reserved[0].start);
	if (addr >= 256 << 20)
		addr -= (256 << 20) - ggtt->part[VGT_GGTT_LOW].space.size;
	return ggtt->reserved[0].start + addr;
}

void env_ggtt_set(struct vgt_env *env, u64 addr, u64 gpa)
{
	u64 entry = gpa | 1;

	env_check(env, vgt_vgpu_bar0_write(env->vgpu, VGT_GGTT_ENTRIES_BASE + addr / 4096 * 8,
					   &entry, 8, env));
}

void env_ggtt_flush(struct vgt_env *env)
{
	env_write(env, 0x101008, 1);
}

/* Map pages somewhere in the hidden slice. */
u64 env_ggtt_map(struct vgt_env *env, u64 gpa, u32 pages)
{
	u64 addr = env->next_ggtt;
	u32 i;

	env->next_ggtt += pages * 4096ull;
	for (i = 0; i < pages; i++)
		env_ggtt_set(env, addr + i * 4096ull, gpa + i * 4096ull);
	env_ggtt_flush(env);
	return addr;
}

u64 env_ppgtt(struct vgt_env *env)
{
	return env_page(env);
}

/* Guest-physical address of the entry of a level that translates an address. */
u64 env_ppgtt_entry(struct vgt_env *env, u64 pml4, u64 addr, u32 level)
{
	u64 table = pml4;
	u32 l = 3;

	for (;;) {
		u64 entry = table + 8 * (addr >> (12 + 9 * l) & 511);
		u64 val;

		if (l == level)
			return entry;
		val = *(u64 *)fake_guest_va(&env->guest, entry);
		if (!(val & 1)) {
			val = env_page(env) | 3;
			fake_guest_poke64(&env->guest, entry, val);
		}
		table = val & GENMASK_ULL(38, 12);
		l--;
	}
}

void env_ppgtt_map(struct vgt_env *env, u64 pml4, u64 addr, u64 gpa)
{
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, addr, 0), gpa | 3);
}

/* What a submission does first, for each address space that is in use. */
int env_ppgtt_sync(struct vgt_env *env)
{
	struct vgt_ppgtt *ppgtt;
	int ret = 0;

	mutex_lock(&env->vgpu->lock);
	list_for_each_entry(ppgtt, &env->vgpu->ppgtts, link)
		if (!ret && ppgtt->refs > 1)
			ret = vgt_shadow_sync(ppgtt);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* The shadow of a guest's 4-level tables, or an error pointer. */
struct vgt_ppgtt *env_ppgtt_take(struct vgt_env *env, u64 pml4)
{
	u64 pdp[4] = { pml4 };
	struct vgt_ppgtt *ppgtt;

	mutex_lock(&env->vgpu->lock);
	ppgtt = vgt_ppgtt_get(env->vgpu, VGT_CTX_LEGACY_64B, pdp);
	mutex_unlock(&env->vgpu->lock);
	return ppgtt;
}

void env_ppgtt_drop(struct vgt_env *env, struct vgt_ppgtt *ppgtt)
{
	mutex_lock(&env->vgpu->lock);
	vgt_ppgtt_put(env->vgpu, ppgtt);
	mutex_unlock(&env->vgpu->lock);
	env_settle(env);
}

/* ---- engines ---- */

/* Be the driver in another vGPU's guest, which has the same memory. */
void env_use(struct vgt_env *env, struct vgt_vgpu *vgpu)
{
	env->vgpu = vgpu;
	env->guest.vgpu = vgpu;
	env->next_ggtt = vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
}

static u32 env_base(enum vgt_engine_id engine)
{
	return vgt_engines[engine].mmio_base;
}

/* Guest-physical address of an engine's hardware status page. */
u64 env_hwsp(struct vgt_env *env, enum vgt_engine_id engine)
{
	u32 addr = env_read(env, env_base(engine) + 0x80);
	u64 offset = VGT_GGTT_ENTRIES_BASE + addr / 4096 * 8;
	u64 entry;

	vgt_vgpu_bar0_read(env->vgpu, offset, &entry, 8, env);
	return entry & GENMASK_ULL(38, 12);
}

void env_engine_on(struct vgt_env *env, enum vgt_engine_id engine)
{
	u32 base = env_base(engine);

	env_write(env, base + 0x80, env_ggtt_map(env, env_page(env), 1));
	env_write(env, base + 0x29c, 0x80008000);
	/* All interrupts of the GT. */
	env_write(env, 0x44304 + 0x10 * vgt_engines[engine].irq_gt, 0);
	env_write(env, 0x4430c + 0x10 * vgt_engines[engine].irq_gt, ~0u);
	env_write(env, 0x44200, BIT(31));
}

void env_ctx_init(struct vgt_env *env, struct vgt_env_ctx *ctx,
		  enum vgt_engine_id engine, u64 pml4)
{
	u32 pages = FAKE_CONTEXT_SIZE / 4096;
	u64 gpa = env_pages(env, pages);
	u32 *state;

	memset(ctx, 0, sizeof(*ctx));
	ctx->engine = engine;
	ctx->lrca = env_ggtt_map(env, gpa, pages);
	ctx->id = 0x100 + ctx->lrca / 4096 % 0x1000;
	ctx->image_gpa = gpa + 4096;
	ctx->ring_gpa = env_page(env);
	ctx->ring = env_ggtt_map(env, ctx->ring_gpa, 1);
	ctx->pml4 = pml4;

	state = fake_guest_va(&env->guest, ctx->image_gpa);
	memcpy(state, env->gpu.gpu.desc.golden[engine], FAKE_CONTEXT_SIZE - 4096);
	state[3] = 0x00090009;		/* restore inhibited */
	state[9] = ctx->ring;
	state[11] = ENV_RING_SIZE - 4096 + 1;
	state[49] = upper_32_bits(pml4);
	state[51] = lower_32_bits(pml4);
}

/* Put commands into a context's ring, which wraps. */
void env_emit(struct vgt_env *env, struct vgt_env_ctx *ctx, const u32 *cs, u32 n)
{
	u32 *ring = fake_guest_va(&env->guest, ctx->ring_gpa);
	u32 i;

	for (i = 0; i < n; i++, ctx->tail = (ctx->tail + 4) % ENV_RING_SIZE)
		ring[ctx->tail / 4] = cs[i];
	((u32 *)fake_guest_va(&env->guest, ctx->image_gpa))[7] = ctx->tail;
}

void env_elsp(struct vgt_env *env, const struct vgt_env_ctx *ctx0,
	      const struct vgt_env_ctx *ctx1)
{
	u32 reg = env_base(ctx0->engine) + 0x230;

	env_write(env, reg, ctx1 ? ctx1->id : 0);
	env_write(env, reg, ctx1 ? ctx1->lrca | 0x119 : 0);
	env_write(env, reg, ctx0->id);
	env_write(env, reg, ctx0->lrca | 0x119);
}

/* Let the mediator's own work be done. */
void env_settle(struct vgt_env *env)
{
	vgt_sched_flush(&env->dev);
}

void env_submit(struct vgt_env *env, struct vgt_env_ctx *ctx, const u32 *cs, u32 n)
{
	env_emit(env, ctx, cs, n);
	env_elsp(env, ctx, NULL);
	env_settle(env);
}

/* How many of the words submitted are the guest's: behind them, vgt's own must follow. */
u32 env_guest_words(struct vgt_env *env, enum vgt_engine_id id)
{
	const struct fake_engine *engine = &env->gpu.engine[id];
	u32 close[VGT_CLOSE_WORDS];
	u32 n = vgt_audit_close(id, env->gpu.gpu.desc.platform, close);

	if (engine->len < n ||
	    memcmp(engine->cs + engine->len - n, close, n * sizeof(*close)))
		return ~0u;
	return engine->len - n;
}

/* The hardware runs what is in flight, to its end. */
void env_run(struct vgt_env *env, enum vgt_engine_id engine)
{
	fake_gpu_start(&env->gpu, engine);
	fake_gpu_finish(&env->gpu, engine, 0);
	env_settle(env);
}

u32 env_csb_index(struct vgt_env *env, enum vgt_engine_id engine)
{
	u8 *hwsp = fake_guest_va(&env->guest, env_hwsp(env, engine));

	return *(u32 *)(hwsp + 0x7c);
}

u32 env_csb(struct vgt_env *env, enum vgt_engine_id engine, u32 n, u32 *id)
{
	u32 *entry = fake_guest_va(&env->guest, env_hwsp(env, engine) + 0x40 + 8 * n);

	if (id)
		*id = entry[1];
	return entry[0];
}
