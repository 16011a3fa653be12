/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways of a guest's memory and its vGPU into VFIO. The environment's VGT_VFIO chooses one.
 *
 * Functions return 0 or a negative errno unless said otherwise.
 */
#ifndef VGT_VFIO_WAY_H
#define VGT_VFIO_WAY_H

#include "guest.h"

/**
 * enum way - a way into VFIO
 * @WAY_TYPE1: the device's group, and a container of type 1. The default
 * @WAY_COMPAT: its group, and /dev/iommu, which behaves as such a container
 * @WAY_IOMMUFD: its own character device, and an address space of /dev/iommu
 */
enum way {
	WAY_TYPE1,
	WAY_COMPAT,
	WAY_IOMMUFD
};

enum way way_chosen(void);

/* The name of what is opened for a device: its group, or its own file. */
int way_node(char *path, size_t size, const char *uuid);

/* Opens that. */
int way_open_node(struct guest *g, const char *uuid);
/* Makes an address space; nothing is mapped in it. After way_open_node(). */
int way_open_memory(struct guest *g);
/* The same one as another guest's. */
int way_join_memory(struct guest *g, const struct guest *first);
/* Tells KVM which machine the node is of, or that it is of none any more. */
int way_tell_kvm(struct guest *g, bool add);
/* Opens the device, in that address space. */
int way_open_device(struct guest *g, const char *uuid);

/* The steps of WAY_IOMMUFD alone. */
int way_ioas_new(const struct guest *g, u32 *ioas);
int way_ioas_destroy(const struct guest *g, u32 ioas);
int way_bind(const struct guest *g);
int way_attach(const struct guest *g, u32 ioas);
int way_detach(const struct guest *g);

#endif /* VGT_VFIO_WAY_H */
