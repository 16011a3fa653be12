/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_BARRIER_H
#define VGT_SHIM_BARRIER_H
#define smp_wmb()	__sync_synchronize()
#define smp_mb()	__sync_synchronize()
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)
#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#endif
