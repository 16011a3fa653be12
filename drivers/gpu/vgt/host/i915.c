// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GPU port over the host's i915.
 *
 * i915 shares a GPU with one mediator at a time (intel_gvt_set_ops), by what it exports in
 * the namespace I915_GVT. Contexts of guests run as contexts of i915's own, each alone on
 * its engine (single submission); their requests are i915's, so that its scheduler shares
 * the engines between them and the host's.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "i915.h"
#include "gem/i915_gem_pm.h"
#include "gt/gen8_ppgtt.h"
#include "gt/shmem_utils.h"
#include "intel_gvt.h"

static const struct vgt_host_client *vgt_client;

static LIST_HEAD(vgt_i915_hosts);
/* Protects the list of GPUs, and @left. Taken inside of i915's gvt mutex. */
static DEFINE_MUTEX(vgt_i915_lock);

/**
 * vgt_host_gpu() - what the other ports need of a GPU
 * @gpu: the GPU
 */
const struct vgt_host_gpu *vgt_host_gpu(struct vgt_gpu *gpu)
{
	return &to_host(gpu)->exported;
}

static const struct vgt_gpu_ops vgt_i915_ops = {
	.ready = vgt_i915_ready,
	.power_on = vgt_i915_power_on,
	.power_off = vgt_i915_power_off,
	.get = vgt_i915_get,
	.put = vgt_i915_put,
	.read = vgt_i915_read,
	.write = vgt_i915_write,
	.reset_count = vgt_i915_reset_count,
	.gpu_reset_count = vgt_i915_gpu_reset_count,
	.ggtt_reserve = vgt_i915_ggtt_reserve,
	.ggtt_release = vgt_i915_ggtt_release,
	.ggtt_write = vgt_i915_ggtt_write,
	.ggtt_flush = vgt_i915_ggtt_flush,
	.fence_reserve = vgt_i915_fence_reserve,
	.fence_release = vgt_i915_fence_release,
	.fence_write = vgt_i915_fence_write,
	.page_alloc = vgt_i915_page_alloc,
	.page_free = vgt_i915_page_free,
	.buffer_create = vgt_i915_buffer_create,
	.buffer_destroy = vgt_i915_buffer_destroy,
	.context_create = vgt_i915_context_create,
	.context_destroy = vgt_i915_context_destroy,
	.context_pin = vgt_i915_context_pin,
	.context_unpin = vgt_i915_context_unpin,
	.submit = vgt_i915_submit,
	.cancel = vgt_i915_cancel,
};

static const enum intel_engine_id vgt_i915_engine_ids[VGT_NUM_ENGINES] = {
	[VGT_RCS] = RCS0,
	[VGT_BCS] = BCS0,
	[VGT_VCS] = VCS0,
	[VGT_VCS2] = VCS1,
	[VGT_VECS] = VECS0,
};

static void vgt_i915_fini_engines(struct vgt_i915 *host)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_i915_engine *engine = &host->engine[id];

		if (!engine->cs)
			continue;
		atomic_notifier_chain_unregister(&engine->cs->context_status_notifier,
						 &engine->notifier);
		if (engine->golden)
			shmem_unpin_map(engine->cs->default_state, engine->golden);
		engine->cs = NULL;
	}
}

static void vgt_i915_init_engine(struct vgt_i915 *host, enum vgt_engine_id id)
{
	struct intel_engine_cs *cs = vgt_gt(host)->engine[vgt_i915_engine_ids[id]];
	struct vgt_i915_engine *engine = &host->engine[id];
	struct vgt_gpu_desc *desc = &host->gpu.desc;

	if (!cs)
		return;
	engine->host = host;
	engine->cs = cs;
	desc->engine_mask |= BIT(id);
	desc->context_size[id] = cs->context_size;
	engine->notifier.notifier_call = vgt_i915_context_status;
	atomic_notifier_chain_register(&cs->context_status_notifier,
				       &engine->notifier);
}

static void vgt_i915_describe(struct vgt_i915 *host)
{
	struct drm_i915_private *i915 = host->i915;
	struct i915_ggtt *ggtt = vgt_i915_ggtt(host);
	struct pci_dev *pdev = to_pci_dev(i915->drm.dev);
	struct vgt_gpu_desc *desc = &host->gpu.desc;

	host->gpu.ops = &vgt_i915_ops;
	host->exported.dev = &pdev->dev;
	host->exported.drm = &i915->drm;
	host->exported.aperture = ggtt->gmadr.start;
	desc->name = pci_name(pdev);
	desc->device = pdev->device;
	desc->gen = GRAPHICS_VER(i915);
	desc->ggtt_size = ggtt->vm.total;
	desc->mappable_size = ggtt->mappable_end;
	desc->num_fences = ggtt->num_fences;
	desc->initial_mmio = i915->vgpu.initial_mmio;
	desc->initial_config = i915->vgpu.initial_cfg_space;
}

static bool vgt_i915_supported(struct drm_i915_private *i915)
{
	return IS_BROADWELL(i915) || IS_SKYLAKE(i915) || IS_KABYLAKE(i915) ||
	       IS_COFFEELAKE(i915) || IS_COMETLAKE(i915);
}

static int vgt_i915_unsupported(struct drm_i915_private *i915)
{
	struct pci_dev *pdev = to_pci_dev(i915->drm.dev);

	pr_err("vgt: %s: device %04x is not supported: Broadwell, Skylake, Kaby Lake, Coffee Lake and Comet Lake are\n",
	       pci_name(pdev), pdev->device);
	return -ENODEV;
}

/* i915 lets a mediator have a device. Under its own mutex. */
static int vgt_i915_init_device(struct drm_i915_private *i915)
{
	struct vgt_i915 *host;
	enum vgt_engine_id id;
	int ret;

	/* Others than ours are among those that i915 offers: Broxton. */
	if (!vgt_i915_supported(i915))
		return vgt_i915_unsupported(i915);
	host = kzalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return -ENOMEM;
	host->i915 = i915;
	spin_lock_init(&host->lock);
	mutex_init(&host->awake_lock);
	spin_lock_init(&host->capture_lock);
	mutex_init(&host->ready_lock);
	init_completion(&host->gone);
	hash_init(host->contexts);
	vgt_i915_describe(host);

	host->ppgtt = i915_ppgtt_create(to_gt(i915), I915_BO_ALLOC_PM_EARLY);
	if (IS_ERR(host->ppgtt)) {
		ret = PTR_ERR(host->ppgtt);
		goto err_free;
	}
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		vgt_i915_init_engine(host, id);

	/* Else i915 would not tell when it lets go of the device. */
	i915->gvt = (struct intel_gvt *)host;
	host->client = vgt_client;
	ret = host->client->added(&host->gpu);
	if (ret)
		goto err_engines;
	ret = vgt_i915_sleep_init(host);
	if (ret)
		goto err_added;
	mutex_lock(&vgt_i915_lock);
	list_add(&host->link, &vgt_i915_hosts);
	mutex_unlock(&vgt_i915_lock);
	return 0;

err_added:
	host->client->removed(&host->gpu);
err_engines:
	i915->gvt = NULL;
	vgt_i915_fini_engines(host);
	i915_vm_put(&host->ppgtt->vm);
err_free:
	kfree(host);
	return ret;
}

/*
 * Once, by whoever comes first. Users are waited for, without a lock that another GPU's end,
 * or start, would wait for.
 */
static void vgt_i915_leave(struct vgt_i915 *host)
{
	bool first;

	mutex_lock(&vgt_i915_lock);
	first = !host->left;
	host->left = true;
	mutex_unlock(&vgt_i915_lock);
	if (!first) {
		wait_for_completion(&host->gone);
		return;
	}
	host->client->removed(&host->gpu);
	vgt_i915_sleep_fini(host);
	complete_all(&host->gone);
}

static struct vgt_i915 *vgt_i915_by_device(const struct device *dev)
{
	struct vgt_i915 *host, *found = NULL;

	mutex_lock(&vgt_i915_lock);
	list_for_each_entry(host, &vgt_i915_hosts, link)
		if (host->exported.dev == dev)
			found = host;
	mutex_unlock(&vgt_i915_lock);
	return found;
}

static void vgt_i915_clean_device(struct drm_i915_private *i915)
{
	struct vgt_i915 *host = (struct vgt_i915 *)i915->gvt;

	vgt_i915_leave(host);
	mutex_lock(&vgt_i915_lock);
	list_del(&host->link);
	mutex_unlock(&vgt_i915_lock);
	i915->gvt = NULL;
	vgt_i915_fini_engines(host);
	i915_vm_put(&host->ppgtt->vm);
	/* Contexts are freed by RCU, and their notifiers may just have run. */
	synchronize_rcu();
	kfree(host);
}

static void vgt_i915_pm_resume(struct drm_i915_private *i915)
{
	struct vgt_i915 *host = (struct vgt_i915 *)i915->gvt;

	host->client->resumed(&host->gpu);
}

/*
 * A driver is going to let go of a device. Where that is i915 it first waits until its GPU
 * idles, and only then tells its mediator: vGPUs have to be gone by then.
 */
static int vgt_i915_unbinds(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vgt_i915 *host;

	if (action != BUS_NOTIFY_UNBIND_DRIVER)
		return NOTIFY_DONE;
	/* It stays meanwhile: the device's own lock is held, which its end takes, too. */
	host = vgt_i915_by_device(data);
	if (host)
		vgt_i915_leave(host);
	return NOTIFY_OK;
}

static struct notifier_block vgt_i915_bus = {
	.notifier_call = vgt_i915_unbinds,
};

static const struct intel_vgpu_ops vgt_i915_mediator = {
	.init_device = vgt_i915_init_device,
	.clean_device = vgt_i915_clean_device,
	.pm_resume = vgt_i915_pm_resume,
};

/* NULL for a device that has another driver, or none. */
static struct drm_i915_private *vgt_i915_of(struct pci_dev *pdev)
{
	struct drm_device *drm = pci_get_drvdata(pdev);

	if (!drm || !pdev->driver || strcmp(pdev->driver->name, "i915"))
		return NULL;
	return to_i915(drm);
}

/* A GPU beside another that shows the boot is no VGA controller, but 0x0380. */
static struct pci_dev *vgt_i915_next(struct pci_dev *pdev)
{
	while ((pdev = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, pdev)))
		if (pdev->class >> 16 == PCI_BASE_CLASS_DISPLAY)
			break;
	return pdev;
}

/*
 * i915 reads its snapshot from the GPU as it is. One that sleeps, as without a
 * monitor, has to be woken for that.
 */
static int vgt_i915_set_ops(void)
{
	struct {
		struct drm_i915_private *i915;
		intel_wakeref_t wakeref;
	} awake[4];
	struct pci_dev *pdev = NULL;
	struct drm_i915_private *i915;
	u32 count = 0;
	int ret;

	while ((pdev = vgt_i915_next(pdev))) {
		i915 = vgt_i915_of(pdev);
		if (!i915 || count == ARRAY_SIZE(awake))
			continue;
		drm_dev_get(&i915->drm);
		awake[count].i915 = i915;
		awake[count++].wakeref = intel_runtime_pm_get(&i915->runtime_pm);
	}
	ret = intel_gvt_set_ops(&vgt_i915_mediator);
	while (count--) {
		i915 = awake[count].i915;
		intel_runtime_pm_put(&i915->runtime_pm, awake[count].wakeref);
		drm_dev_put(&i915->drm);
	}
	return ret;
}

/* i915 passes silently over devices that it does not share: say why. */
static int vgt_i915_explain(struct pci_dev *pdev)
{
	struct drm_i915_private *i915 = vgt_i915_of(pdev);

	if (!i915 || i915->gvt)
		return 0;
	if (i915->vgpu.active) {
		pr_err("vgt: %s: is a virtual GPU itself, and cannot be shared again\n",
		       pci_name(pdev));
		return -EXDEV;
	}
	/* With a snapshot it was offered: then the log has its line. */
	if (!vgt_i915_supported(i915))
		return i915->vgpu.initial_mmio ? -ENODEV : vgt_i915_unsupported(i915);
	if (!i915->params.enable_gvt) {
		pr_err("vgt: %s: i915 does not share its GPU: boot with i915.enable_gvt=1\n",
		       pci_name(pdev));
		return -EOPNOTSUPP;
	}
	if (intel_uc_uses_guc_submission(&to_gt(i915)->uc)) {
		pr_err("vgt: %s: i915 submits by GuC: boot with i915.enable_guc=0, or without it\n",
		       pci_name(pdev));
		return -EPERM;
	}
	pr_err("vgt: %s: i915 did not share its GPU: see its debug messages\n",
	       pci_name(pdev));
	return -EIO;
}

static int vgt_i915_explain_all(void)
{
	struct pci_dev *pdev = NULL;
	int ret = 0;

	while (!ret && (pdev = vgt_i915_next(pdev)))
		ret = vgt_i915_explain(pdev);
	pci_dev_put(pdev);
	return ret;
}

/**
 * vgt_host_register() - share the GPUs of the host's driver
 * @client: told of them; GPUs that are there already are, before this returns
 *
 * Return: 0, also where there is no GPU yet. -EBUSY where another mediator has
 * them; -EOPNOTSUPP where i915 was not told to share; -ENODEV for a GPU that is
 * not supported; -EXDEV for one that is virtual itself; -EPERM where i915
 * submits by GuC; -EIO else. The log says which.
 */
int vgt_host_register(const struct vgt_host_client *client)
{
	int ret;

	vgt_client = client;
	ret = bus_register_notifier(&pci_bus_type, &vgt_i915_bus);
	if (ret)
		return ret;
	ret = vgt_i915_set_ops();
	if (ret) {
		pr_err("vgt: another mediator has i915's GPU: unload it first (rmmod kvmgt)\n");
		ret = -EBUSY;
		goto err_bus;
	}
	ret = vgt_i915_explain_all();
	if (ret)
		goto err_ops;
	return 0;

err_ops:
	intel_gvt_clear_ops(&vgt_i915_mediator);
err_bus:
	bus_unregister_notifier(&pci_bus_type, &vgt_i915_bus);
	return ret;
}

/**
 * vgt_host_unregister() - share no more
 */
void vgt_host_unregister(void)
{
	intel_gvt_clear_ops(&vgt_i915_mediator);
	bus_unregister_notifier(&pci_bus_type, &vgt_i915_bus);
}
