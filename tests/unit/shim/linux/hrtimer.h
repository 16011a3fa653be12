/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_HRTIMER_H
#define VGT_SHIM_HRTIMER_H

#include <time.h>
#include <linux/ktime.h>
#include <linux/list.h>

enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };
enum hrtimer_mode { HRTIMER_MODE_ABS, HRTIMER_MODE_REL };

struct hrtimer {
	struct list_head link;
	ktime_t expires;
	bool active;
	enum hrtimer_restart (*function)(struct hrtimer *timer);
};

void hrtimer_init(struct hrtimer *timer, clockid_t clock, enum hrtimer_mode mode);
void hrtimer_start(struct hrtimer *timer, ktime_t t, enum hrtimer_mode mode);
int hrtimer_cancel(struct hrtimer *timer);
#define hrtimer_try_to_cancel(t)	hrtimer_cancel(t)
#define hrtimer_active(t)		((t)->active)
#define hrtimer_is_queued(t)		((t)->active)
#define hrtimer_get_expires(t)		((t)->expires)
#define hrtimer_set_expires(t, e)	((t)->expires = (e))

#endif
