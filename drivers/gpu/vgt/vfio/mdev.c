// SPDX-License-Identifier: GPL-2.0-only
/*
 * vGPUs as mediated devices: types, creation, removal.
 */
#include <linux/mdev.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "../core/device_types.h"
#include "../core/type.h"
#include "mdev.h"
#include "vfio.h"

static struct vgt_mdev_type *to_vgt_type(struct mdev_type *type)
{
	return container_of(type, struct vgt_mdev_type, type);
}

static struct vgt_mdev_parent *to_vgt_parent(struct mdev_type *type)
{
	return container_of(type->parent, struct vgt_mdev_parent, parent);
}

static int vgt_mdev_probe(struct mdev_device *mdev)
{
	struct vgt_vfio *v;
	int ret;

	v = vfio_alloc_device(vgt_vfio, vdev, &mdev->dev, &vgt_vfio_ops);
	if (IS_ERR(v))
		return PTR_ERR(v);
	dev_set_drvdata(&mdev->dev, v);
	ret = vfio_register_emulated_iommu_dev(&v->vdev);
	if (ret)
		vfio_put_device(&v->vdev);
	return ret;
}

static void vgt_mdev_remove(struct mdev_device *mdev)
{
	struct vgt_vfio *v = dev_get_drvdata(&mdev->dev);

	vfio_unregister_group_dev(&v->vdev);
	vfio_put_device(&v->vdev);
}

static unsigned int vgt_mdev_available(struct mdev_type *type)
{
	return vgt_type_available(to_vgt_parent(type)->dev, to_vgt_type(type)->vgt);
}

static ssize_t vgt_mdev_description(struct mdev_type *type, char *buf)
{
	return vgt_type_describe(to_vgt_parent(type)->dev, to_vgt_type(type)->vgt, buf, PAGE_SIZE);
}

static struct mdev_driver vgt_mdev_driver = {
	.device_api = VFIO_DEVICE_API_PCI_STRING,
	.probe = vgt_mdev_probe,
	.remove = vgt_mdev_remove,
	.get_available = vgt_mdev_available,
	.show_description = vgt_mdev_description,
	.driver = {
		.name = "vgt_mdev",
		.owner = THIS_MODULE,
		.dev_groups = vgt_mdev_groups,
	},
};

static u32 vgt_mdev_types(struct vgt_mdev_parent *parent)
{
	u32 i, n = 0;

	for (i = 0; i < vgt_types_count && n < VGT_MDEV_TYPES; i++) {
		if (vgt_types[i].gen != parent->dev->gpu->desc.platform->gen)
			continue;
		parent->types[n].vgt = &vgt_types[i];
		parent->types[n].type.sysfs_name = vgt_types[i].name;
		parent->types[n].type.pretty_name = vgt_types[i].name;
		parent->list[n] = &parent->types[n].type;
		n++;
	}
	return n;
}

static void *vgt_mdev_add(struct vgt_device *dev)
{
	struct vgt_mdev_parent *parent;
	int ret;

	parent = kzalloc(sizeof(*parent), GFP_KERNEL);
	if (!parent)
		return ERR_PTR(-ENOMEM);
	parent->dev = dev;
	parent->host = vgt_host_gpu(dev->gpu);
	ret = mdev_register_parent(&parent->parent, parent->host->dev, &vgt_mdev_driver,
				   parent->list, vgt_mdev_types(parent));
	if (ret) {
		kfree(parent);
		return ERR_PTR(ret);
	}
	return parent;
}

static void vgt_mdev_del(void *offer)
{
	struct vgt_mdev_parent *parent = offer;

	mdev_unregister_parent(&parent->parent);
	kfree(parent);
}

static int vgt_mdev_init(void)
{
	return mdev_register_driver(&vgt_mdev_driver);
}

static void vgt_mdev_exit(void)
{
	mdev_unregister_driver(&vgt_mdev_driver);
}

const struct vgt_guest_driver vgt_mdev = {
	.init = vgt_mdev_init,
	.exit = vgt_mdev_exit,
	.add = vgt_mdev_add,
	.del = vgt_mdev_del,
};
