// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a vGPU: created with its resources, started when a guest has it,
 * stopped when the guest is gone, destroyed.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/vmalloc.h>

#include "core/display/display.h"
#include "core/exec/reset.h"
#include "core/exec/vengine.h"
#include "core/mem/fence.h"
#include "core/mem/ggtt.h"
#include "core/mem/pin.h"
#include "core/mem/ppgtt.h"
#include "core/mem/scratch.h"
#include "core/mem/shadow_page.h"
#include "core/record/record.h"
#include "core/regs/config_space.h"
#include "core/regs/irq.h"
#include "core/regs/mmio_context.h"
#include "core/regs/pvinfo.h"
#include "core/regs/store.h"
#include "core/sched/ban.h"
#include "core/sched/sched.h"
#include "device.h"
#include "ggtt_pack.h"
#include "log.h"
#include "pace.h"
#include "resources.h"
#include "size.h"
#include "trace.h"
#include "vgpu.h"
#include "vgpu_busy.h"
#include "vgpu_types.h"

/* The lock is held. */
static void vgt_vgpu_drop(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			vgt_vengine_drop(&vgpu->engines[id]);
}

static bool vgt_vgpu_has_ppgtts(const struct vgt_vgpu *vgpu)
{
	return vgpu->releasing || !list_empty(&vgpu->ppgtts) || !list_empty(&vgpu->released);
}

/* The guest's own account: the time counts in its share of all engines. */
static void vgt_vgpu_charge(struct vgt_vgpu *vgpu, ktime_t since, u64 ns)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			vgt_sched_charge(&vgpu->engines[id].ent, since, ns);
}

/*
 * In the vGPU's own queue, and in pieces: free page tables that nobody uses any more, stop
 * watching those that were not used for long, and remove the GGTT entries of a vGPU that is
 * stopped. No engine's step runs meanwhile.
 */
static void vgt_vgpu_release(struct work_struct *work)
{
	struct vgt_vgpu *vgpu = container_of(work, struct vgt_vgpu, release);
	struct vgt_turn turn;
	u64 ns;

	vgt_turn_begin(vgpu, &turn, NULL);
	vgt_record_enter(vgpu, VGT_RECORD_STEP, NULL, VGT_NUM_ENGINES, NULL, 0);
	vgpu->releasing = true;
	while (vgt_ppgtt_release(vgpu))
		;
	vgt_ppgtt_nap(vgpu);
	if (vgpu->stopped && !vgpu->keep_ggtt && !vgt_vgpu_busy(vgpu))
		vgt_ggtt_forget(vgpu, 0, U64_MAX);
	vgt_pins_reap(vgpu);
	vgpu->releasing = false;
	vgt_record_leave(vgpu, 0, 0);
	ns = vgt_turn_end(vgpu, &turn);
	vgt_vgpu_charge(vgpu, turn.began, ns);
}

/*
 * Wait until nothing of the vGPU runs, on the GPU or in its own worker; nothing new starts.
 * Afterwards there are no page tables, and no GGTT entries that lead to memory: they are
 * freed here, in pieces, and not later with the lock held. With @may_sleep, the GGTT entries of
 * a guest that sleeps stay, with their pins.
 * Returns with the lock held, in a section of the flight recorder's that the caller ends.
 * The waits are done without the lock, and their conditions are
 * checked again with it. They then hold until the lock is released, and after that as long as
 * the vGPU stays stopped, because it can only be started under @life.
 */
static void vgt_vgpu_quiesce(struct vgt_vgpu *vgpu, bool may_sleep, enum vgt_record_kind why)
{
	bool open;

	lockdep_assert_held(&vgpu->life);
	mutex_lock(&vgpu->lock);
	/* Decide once: the guest may go to sleep, or wake up, while this waits. */
	vgpu->keep_ggtt = may_sleep && vgpu->slept;
	vgt_record_enter(vgpu, why, NULL, vgpu->keep_ggtt, NULL, 0);
	vgpu->stopped = true;
	do {
		vgt_vgpu_drop(vgpu);
		vgt_ppgtt_forget_all(vgpu);
		open = vgt_record_yield(vgpu, 0);
		mutex_unlock(&vgpu->lock);
		wait_event(vgpu->idle, !vgt_vgpu_busy(vgpu));
		queue_work(vgpu->wq, &vgpu->release);
		/* Whoever woke us may still be on its way out. */
		flush_workqueue(vgpu->wq);
		mutex_lock(&vgpu->lock);
		vgt_record_resume(vgpu, open);
	} while (vgt_vgpu_busy(vgpu) || vgt_vgpu_has_ppgtts(vgpu));
}

/* Stop everything that queues work of the vGPU. */
static void vgt_vgpu_quiet(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	hrtimer_cancel(&vgpu->pins.retry);
	hrtimer_cancel(&vgpu->nap);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		vgt_vengine_quiet(&vgpu->engines[id]);
}

/* Forget hangs from before a reset: they do not count against the guest after it. */
static void vgt_vgpu_pardon(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;
	bool blamed = false;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		blamed |= vgpu->engines[id].vgpu && vgt_sched_is_blamed(&vgpu->engines[id].ent);
	if (!vgt_ban_reset(&vgpu->ban, blamed))
		return;
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			vgt_sched_not_blamed(&vgpu->engines[id].ent);
}

/*
 * Set all as after power-on, except the resources, and the GGTT if it is kept. The lock is held.
 */
static int vgt_vgpu_clear(struct vgt_vgpu *vgpu)
{
	int ret;

	lockdep_assert_held(&vgpu->lock);
	vgt_display_reset(vgpu);
	vgt_reset_engines(vgpu, vgpu->dev->gpu->desc.engine_mask);
	vgt_reset_contexts(vgpu, vgpu->keep_ggtt);
	vgt_fences_reset(vgpu);
	if (!vgpu->keep_ggtt)
		vgt_ggtt_reset(vgpu);
	vgt_irq_reset(vgpu);
	vgt_vgpu_pardon(vgpu);
	vgpu->lost = false;
	vgpu->slept = false;
	vgpu->keep_ggtt = false;
	vgt_config_reset(vgpu);
	ret = vgt_mmio_reset(vgpu);
	/* What the hardware still has of it is not read back later. */
	vgt_mmio_ctx_forget(vgpu);
	vgt_mmio_ctx_vgpu_reset(vgpu);
	vgt_scratch_clear(vgpu);
	if (!ret)
		ret = vgt_pvinfo_reset(vgpu);
	if (!ret)
		ret = vgt_display_init_regs(vgpu);
	return ret;
}

/* @life and the lock are held, and nothing of it runs. */
static int vgt_vgpu_restart(struct vgt_vgpu *vgpu)
{
	int ret;

	lockdep_assert_held(&vgpu->life);
	ret = vgt_vgpu_clear(vgpu);
	if (!ret)
		vgpu->stopped = false;
	return ret;
}

/* Keep the GPU powered while a guest may access the aperture. @life is held. */
static void vgt_vgpu_power(struct vgt_vgpu *vgpu, bool on)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	lockdep_assert_held(&vgpu->life);
	if (on && !vgpu->powered)
		gpu->ops->power_on(gpu);
	if (!on && vgpu->powered)
		gpu->ops->power_off(gpu);
	vgpu->powered = on;
}

/**
 * vgt_vgpu_start() - start a vGPU: a guest has opened it
 * @vgpu: the vGPU; takes its locks
 *
 * Return: 0; -ENOMEM; -ENOSPC: see vgt_size_regain().
 */
int vgt_vgpu_start(struct vgt_vgpu *vgpu)
{
	int ret = vgt_size_regain(vgpu);

	if (ret)
		return ret;
	mutex_lock(&vgpu->life);
	vgt_vgpu_power(vgpu, true);
	vgt_vgpu_quiesce(vgpu, false, VGT_RECORD_START);
	vgt_record_place(vgpu, vgt_size_whole(vgpu));
	/* Another size may have been set meanwhile. */
	ret = vgt_size_whole(vgpu) ? vgt_vgpu_restart(vgpu) : -ENOSPC;
	vgt_record_leave(vgpu, 0, ret);
	mutex_unlock(&vgpu->lock);
	if (ret)
		vgt_vgpu_power(vgpu, false);
	mutex_unlock(&vgpu->life);
	return ret;
}

/**
 * vgt_vgpu_stop() - stop a vGPU: its guest is gone
 * @vgpu: the vGPU; takes its locks
 *
 * Waits for work in flight. Afterwards no guest memory is held, and nothing runs for the vGPU.
 */
void vgt_vgpu_stop(struct vgt_vgpu *vgpu)
{
	int ret;

	mutex_lock(&vgpu->life);
	vgt_vgpu_quiesce(vgpu, false, VGT_RECORD_STOP);
	ret = vgt_vgpu_clear(vgpu);
	if (vgt_monitor_take_back(vgpu) || ret)
		vgt_err(vgpu, "out of memory while it stops\n");
	vgt_record_leave(vgpu, 0, 0);
	mutex_unlock(&vgpu->lock);
	/* A late step would be charged to a process that is gone. */
	vgt_vgpu_quiet(vgpu);
	flush_workqueue(vgpu->wq);
	vgt_vgpu_power(vgpu, false);
	mutex_unlock(&vgpu->life);
	if (vgpu->dev->listener)
		vgpu->dev->listener->stopped(vgpu);
}

/**
 * vgt_vgpu_reset() - reset a vGPU to its state after power-on
 * @vgpu: the vGPU; takes its locks
 *
 * Also called when a guest wakes from S3. On hardware the entries of the GGTT are in memory and
 * survive S3, and i915 since Linux 6.1 does not write them again. So they are kept if the guest
 * has put the function to sleep before. The guest's memory is still the same.
 *
 * Return: 0; or -ENOMEM: then the vGPU is stopped.
 */
int vgt_vgpu_reset(struct vgt_vgpu *vgpu)
{
	int ret;

	mutex_lock(&vgpu->life);
	vgt_vgpu_quiesce(vgpu, true, VGT_RECORD_RESET);
	ret = vgt_vgpu_restart(vgpu);
	vgt_record_leave(vgpu, 0, ret);
	mutex_unlock(&vgpu->lock);
	mutex_unlock(&vgpu->life);
	return ret;
}

static void vgt_vgpu_init_engines(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->dev->gpu->desc.engine_mask & BIT(id))
			vgt_vengine_init(vgpu, id);
}

static void vgt_vgpu_fini_engines(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		vgt_vengine_fini(&vgpu->engines[id]);
}

/* Create parts that need only memory and GGTT space. Functions they call need the lock. */
static int vgt_vgpu_init_parts(struct vgt_vgpu *vgpu)
{
	int ret;

	ret = vgt_fences_init(vgpu);
	if (ret)
		return ret;
	ret = vgt_scratch_init(vgpu);
	if (ret)
		goto err_fences;
	ret = vgt_ggtt_init(vgpu);
	if (ret)
		goto err_scratch;
	ret = vgt_shadow_init(vgpu);
	if (ret)
		goto err_ggtt;
	ret = vgt_mmio_ctx_vgpu_init(vgpu);
	if (ret)
		goto err_shadow;
	ret = vgt_display_init(vgpu);
	if (ret)
		goto err_switch;
	return 0;

err_switch:
	vgt_mmio_ctx_vgpu_fini(vgpu);
err_shadow:
	vgt_shadow_fini(vgpu);
err_ggtt:
	vgt_ggtt_fini(vgpu);
err_scratch:
	vgt_scratch_fini(vgpu);
err_fences:
	vgt_fences_fini(vgpu);
	return ret;
}

static int vgt_vgpu_register(struct vgt_vgpu *vgpu)
{
	struct vgt_device *dev = vgpu->dev;
	u32 id;
	int ret;

	ret = dev->gpu->ops->ready(dev->gpu);
	if (ret)
		return ret;
	mutex_lock(&dev->lock);
	ret = vgt_device_learn(dev);
	if (!ret)
		ret = vgt_device_take(dev, vgpu->type);
	if (!ret) {
		/* Reserve the slot only: nobody may find the vGPU yet. */
		ret = xa_alloc(&dev->vgpus, &id, NULL,
			       XA_LIMIT(1, VGT_MAX_VGPUS), GFP_KERNEL);
		if (ret)
			vgt_device_give(dev, vgpu->type);
		else
			vgpu->id = id;
	}
	mutex_unlock(&dev->lock);
	return ret;
}

/* Remove the vGPU from the list, and free its number. */
static void vgt_vgpu_unlist(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev->lock);
	xa_erase(&vgpu->dev->vgpus, vgpu->id);
	mutex_unlock(&vgpu->dev->lock);
}

static void vgt_vgpu_give(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev->lock);
	vgt_device_give(vgpu->dev, vgpu->type);
	mutex_unlock(&vgpu->dev->lock);
}

/* Nobody else uses the vGPU any more. The functions called here need the lock. */
static void vgt_vgpu_fini_parts(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgpu->lock);
	vgt_display_fini(vgpu);
	vgt_vgpu_fini_engines(vgpu);
	/* What the port tells of contexts that were there comes before this ends. */
	synchronize_rcu();
	vgt_mmio_ctx_forget(vgpu);
	vgt_shadow_fini(vgpu);
	vgt_fences_fini(vgpu);
	if (vgt_size_held(vgpu))
		vgt_ggtt_fini(vgpu);
	vgt_pins_fini(vgpu);
	vgt_scratch_fini(vgpu);
	vgt_mmio_ctx_vgpu_fini(vgpu);
	vgt_mmio_fini(vgpu);
	mutex_unlock(&vgpu->lock);
}

static void vgt_vgpu_free(struct vgt_vgpu *vgpu)
{
	mutex_destroy(&vgpu->lock);
	mutex_destroy(&vgpu->life);
	vgt_log_fini(vgpu);
	vfree(vgpu);
}

static void vgt_vgpu_dismantle(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgpu->life);
	vgt_vgpu_quiesce(vgpu, false, VGT_RECORD_END);
	vgt_record_leave(vgpu, 0, 0);
	mutex_unlock(&vgpu->lock);
	mutex_unlock(&vgpu->life);
	/* Freeze and thaw of the device handle all vGPUs in the list. */
	vgt_vgpu_unlist(vgpu);
	vgt_vgpu_quiet(vgpu);
	destroy_workqueue(vgpu->wq);
	vgt_vgpu_fini_parts(vgpu);
	mutex_lock(&vgpu->life);
	vgt_vgpu_power(vgpu, false);
	mutex_unlock(&vgpu->life);
	vgt_vgpu_give(vgpu);
	WARN_ON_ONCE(vgpu->memory.used || vgpu->host_ggtt.used);
	vgt_vgpu_free(vgpu);
}

/* Do the initialisation that cannot fail. */
static struct vgt_vgpu *vgt_vgpu_alloc(struct vgt_device *dev, const struct vgt_type *type,
				       struct vgt_guest *guest)
{
	/* By pages: kmalloc() would take the next power of two. */
	struct vgt_vgpu *vgpu = vzalloc(sizeof(*vgpu));

	if (!vgpu)
		return NULL;
	vgpu->dev = dev;
	vgpu->type = type;
	vgpu->guest = guest;
	vgpu->stopped = true;
	vgpu->memory.limit = VGT_ACCOUNT_MAX;
	vgpu->host_ggtt.limit = VGT_HOST_GGTT_MAX;
	mutex_init(&vgpu->life);
	mutex_init(&vgpu->lock);
	init_waitqueue_head(&vgpu->idle);
	INIT_LIST_HEAD(&vgpu->ppgtts);
	INIT_LIST_HEAD(&vgpu->released);
	INIT_WORK(&vgpu->release, vgt_vgpu_release);
	vgt_ppgtt_nap_init(vgpu);
	vgt_pins_init(vgpu);
	vgt_irq_init(vgpu);
	return vgpu;
}

/* Make room for a vGPU. Returns with the device's lock, so that nobody takes it. */
static void vgt_vgpu_lock_room(struct vgt_device *dev, const struct vgt_type *type)
{
	u32 tries = 0;

	mutex_lock(&dev->lock);
	while (vgt_ggtt_make_room(dev, type) && ++tries < VGT_ROOM_TRIES) {
		mutex_unlock(&dev->lock);
		vgt_ggtt_room_wait();
		mutex_lock(&dev->lock);
	}
}

/**
 * vgt_vgpu_create() - create a vGPU
 * @dev: the device
 * @type: its type, of the device's generation
 * @guest: the virtual machine it will belong to
 *
 * Return: the vGPU, stopped; or an error pointer: as vgt_device_take() and @ready of the GPU
 * port, -ENOMEM.
 */
struct vgt_vgpu *vgt_vgpu_create(struct vgt_device *dev,
				 const struct vgt_type *type,
				 struct vgt_guest *guest)
{
	struct vgt_vgpu *vgpu;
	int ret;

	vgpu = vgt_vgpu_alloc(dev, type, guest);
	if (!vgpu)
		return ERR_PTR(-ENOMEM);
	ret = vgt_vgpu_register(vgpu);
	if (ret)
		goto err_free;
	vgt_log_init(vgpu);
	ret = -ENOMEM;
	vgpu->wq = alloc_ordered_workqueue("vgt-vm%d", WQ_HIGHPRI, vgpu->id);
	if (!vgpu->wq)
		goto err_unregister;
	/* While another one changes its size, nobody takes the space that it may want again. */
	vgt_vgpu_lock_room(dev, type);
	mutex_lock(&vgpu->lock);
	ret = vgt_vgpu_init_parts(vgpu);
	if (!ret)
		vgt_vgpu_init_engines(vgpu);
	mutex_unlock(&vgpu->lock);
	mutex_unlock(&dev->lock);
	if (ret)
		goto err_wq;
	xa_store(&dev->vgpus, vgpu->id, vgpu, GFP_KERNEL);
	ret = dev->listener ? dev->listener->created(vgpu) : 0;
	if (ret) {
		vgt_vgpu_dismantle(vgpu);
		return ERR_PTR(ret);
	}
	return vgpu;

err_wq:
	destroy_workqueue(vgpu->wq);
err_unregister:
	vgt_vgpu_unlist(vgpu);
	vgt_vgpu_give(vgpu);
err_free:
	mutex_lock(&vgpu->lock);
	vgt_mmio_fini(vgpu);
	mutex_unlock(&vgpu->lock);
	vgt_vgpu_free(vgpu);
	return ERR_PTR(ret);
}

/**
 * vgt_vgpu_destroy() - free a vGPU
 * @vgpu: the vGPU, stopped; nothing else has a reference to it
 */
void vgt_vgpu_destroy(struct vgt_vgpu *vgpu)
{
	if (vgpu->dev->listener)
		vgpu->dev->listener->destroyed(vgpu);
	vgt_vgpu_dismantle(vgpu);
}
