/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SCHED_H
#define VGT_CORE_SCHED_H

#include <linux/ktime.h>
#include <linux/types.h>

struct vgt_device;
struct vgt_sched_engine;
struct vgt_sched_entity;
struct vgt_sched_ops;

int vgt_sched_init(struct vgt_device *dev);
void vgt_sched_fini(struct vgt_device *dev);

void vgt_sched_entity_init(struct vgt_sched_entity *ent, struct vgt_sched_engine *engine,
			   const struct vgt_sched_ops *ops, u32 weight);
u64 vgt_sched_entity_busy_ns(struct vgt_sched_entity *ent);
void vgt_sched_entity_set_weight(struct vgt_sched_entity *ent, u32 weight);
void vgt_sched_entity_set_cap(struct vgt_sched_entity *ent, u32 percent);
void vgt_sched_ready(struct vgt_sched_entity *ent);
bool vgt_sched_has(struct vgt_sched_entity *ent);
bool vgt_sched_in_flight(struct vgt_sched_entity *ent);
bool vgt_sched_take_back(struct vgt_sched_entity *ent);
bool vgt_sched_idle(struct vgt_sched_entity *ent);
bool vgt_sched_goes_on(struct vgt_sched_entity *ent);
void vgt_sched_done(struct vgt_sched_entity *ent, bool failed);
void vgt_sched_not_run(struct vgt_sched_entity *ent);
bool vgt_sched_take_done(struct vgt_sched_entity *ent);
void vgt_sched_completed(struct vgt_sched_entity *ent);
void vgt_sched_charge(struct vgt_sched_entity *ent, ktime_t since, u64 ns);
void vgt_sched_settled(struct vgt_sched_entity *ent, ktime_t since, u64 ns);
void vgt_sched_run(struct vgt_sched_entity *ent);
void vgt_sched_in(struct vgt_sched_engine *se, struct vgt_sched_entity *ent);
void vgt_sched_out(struct vgt_sched_engine *se, struct vgt_sched_entity *ent);
void vgt_sched_host_in(struct vgt_sched_engine *se);
void vgt_sched_host_out(struct vgt_sched_engine *se);
void vgt_sched_host_waited(struct vgt_sched_engine *se, u64 ns);
void vgt_sched_short_of_room(struct vgt_sched_entity *ent);
bool vgt_sched_take_hurt(struct vgt_sched_entity *ent);
bool vgt_sched_is_blamed(struct vgt_sched_entity *ent);
void vgt_sched_not_blamed(struct vgt_sched_entity *ent);

u32 vgt_sched_host_weight(struct vgt_device *dev);
void vgt_sched_set_host_weight(struct vgt_device *dev, u32 weight);

#endif
