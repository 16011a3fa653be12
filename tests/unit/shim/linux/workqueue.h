/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_WORKQUEUE_H
#define VGT_SHIM_WORKQUEUE_H

#include <linux/list.h>
#include <linux/types.h>

struct workqueue_struct;

struct work_struct {
	struct list_head link;
	bool queued;
	struct workqueue_struct *wq;
	void (*fn)(struct work_struct *work);
};

/* All are ordered: of what is queued in one, one runs at a time. */
struct workqueue_struct {
	bool running;
};

#define WQ_HIGHPRI	1
#define INIT_WORK(w, f) do {						\
	INIT_LIST_HEAD(&(w)->link);					\
	(w)->queued = false;						\
	(w)->fn = (f);							\
} while (0)

struct workqueue_struct *shim_alloc_workqueue(void);
#define alloc_ordered_workqueue(...)	shim_alloc_workqueue()
void destroy_workqueue(struct workqueue_struct *wq);
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
void flush_workqueue(struct workqueue_struct *wq);

#endif
