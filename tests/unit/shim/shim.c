// SPDX-License-Identifier: GPL-2.0-only
/*
 * See linux/vgt_shim.h.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/gfp.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vgt_shim.h>
#include <linux/workqueue.h>

/* ---- memory ---- */

long shim_fail_after = -1;
long shim_allocations;
long shim_live;

static void *shim_alloc(size_t size, size_t align, gfp_t gfp)
{
	void *p;

	shim_allocations++;
	if (shim_fail_after >= 0 && shim_fail_after-- == 0)
		return NULL;
	if (align) {
		p = aligned_alloc(align, size);
		if (p && gfp & __GFP_ZERO)
			memset(p, 0, size);
	} else {
		p = gfp & __GFP_ZERO ? calloc(1, size ?: 1) : malloc(size ?: 1);
	}
	if (p)
		shim_live++;
	return p;
}

static void shim_free(const void *p)
{
	if (!p)
		return;
	shim_live--;
	free((void *)p);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	return shim_alloc(size, 0, gfp);
}

void kfree(const void *p)
{
	shim_free(p);
}

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *p = kmalloc(len, gfp);

	return p ? memcpy(p, src, len) : NULL;
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return (unsigned long)shim_alloc(PAGE_SIZE, PAGE_SIZE, gfp | __GFP_ZERO);
}

void free_page(unsigned long page)
{
	shim_free((void *)page);
}

static struct kmem_cache shim_node_cache = { 1024 };
struct kmem_cache *radix_tree_node_cachep = &shim_node_cache;

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	void *p;

	/* The kernel tries without sleeping first, and again: fail only then. */
	if (!(gfp & GFP_KERNEL))
		return NULL;
	p = shim_alloc(cache->size, 0, gfp | __GFP_ZERO);
	if (p)
		INIT_LIST_HEAD((struct list_head *)((char *)p + 24));
	return p;
}

void kmem_cache_free(struct kmem_cache *cache, void *p)
{
	shim_free(p);
}

void radix_tree_node_rcu_free(struct rcu_head *head)
{
	/* Where it stands in struct xa_node. */
	shim_free((char *)head - 24);
}

void call_rcu(struct rcu_head *head, void (*fn)(struct rcu_head *head))
{
	fn(head);
}

/* ---- messages ---- */

int shim_messages;
int shim_warnings;
bool shim_verbose;
char shim_last_message[512];
int shim_locks;
int shim_life_locks;

void shim_printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(shim_last_message, sizeof(shim_last_message), fmt, ap);
	va_end(ap);
	shim_messages++;
	if (shim_verbose)
		fputs(shim_last_message, stderr);
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	if (!rs->interval)
		return true;
	if (!rs->begun || shim_now > rs->begin + rs->interval * 1000000ll) {
		if (rs->missed && !(rs->flags & RATELIMIT_MSG_ON_RELEASE)) {
			shim_printk("%s: %d callbacks suppressed\n", func, rs->missed);
			rs->missed = 0;
		}
		rs->begun = true;
		rs->begin = shim_now;
		rs->printed = 0;
	}
	if (rs->printed < rs->burst) {
		rs->printed++;
		return true;
	}
	rs->missed++;
	return false;
}

void shim_warn(const char *file, int line, const char *what)
{
	shim_warnings++;
	fprintf(stderr, "WARNING: %s:%d: %s\n", file, line, what);
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	if (!size)
		return 0;
	return n < (int)size ? n : (int)size - 1;
}

/* ---- work ---- */

static LIST_HEAD(shim_works);
void (*shim_wait_hook)(void);
void (*shim_resched_hook)(void);

struct workqueue_struct *shim_alloc_workqueue(void)
{
	return kzalloc(sizeof(struct workqueue_struct), GFP_KERNEL);
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	kfree(wq);
}

bool shim_manual;

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	if (shim_manual)
		return true;
	if (work->queued)
		return false;
	work->queued = true;
	work->wq = wq;
	list_add_tail(&work->link, &shim_works);
	return true;
}

/* Where others run in the midst of a work, those of its own queue wait. */
static struct work_struct *shim_next_work(void)
{
	struct work_struct *work;

	list_for_each_entry(work, &shim_works, link)
		if (!work->wq->running)
			return work;
	return NULL;
}

int shim_run_work(void)
{
	struct work_struct *work;
	int n = 0;

	while ((work = shim_next_work())) {
		struct workqueue_struct *wq = work->wq;

		list_del_init(&work->link);
		work->queued = false;
		wq->running = true;
		work->fn(work);
		wq->running = false;
		n++;
	}
	return n;
}

void (*shim_on_flush)(void);

void flush_workqueue(struct workqueue_struct *wq)
{
	if (!shim_manual)
		shim_run_work();
	if (shim_on_flush)
		shim_on_flush();
}

/* ---- time ---- */

long long shim_now = 1000000000;
long long shim_longest_ns;
long shim_fired;
static LIST_HEAD(shim_timers);

ktime_t ktime_get(void)
{
	return shim_now;
}

void hrtimer_init(struct hrtimer *timer, clockid_t clock, enum hrtimer_mode mode)
{
	INIT_LIST_HEAD(&timer->link);
	timer->active = false;
}

void hrtimer_start(struct hrtimer *timer, ktime_t t, enum hrtimer_mode mode)
{
	timer->expires = mode == HRTIMER_MODE_REL ? shim_now + t : t;
	if (!timer->active)
		list_add_tail(&timer->link, &shim_timers);
	timer->active = true;
}

int hrtimer_cancel(struct hrtimer *timer)
{
	bool was = timer->active;

	if (was)
		list_del_init(&timer->link);
	timer->active = false;
	return was;
}

static struct hrtimer *shim_next_timer(ktime_t until)
{
	struct hrtimer *timer, *next = NULL;

	list_for_each_entry(timer, &shim_timers, link)
		if (timer->expires <= until &&
		    (!next || timer->expires < next->expires))
			next = timer;
	return next;
}

void shim_advance_ns(unsigned long long ns)
{
	ktime_t until = shim_now + ns;
	struct hrtimer *timer;

	while ((timer = shim_next_timer(until))) {
		if (timer->expires > shim_now)
			shim_now = timer->expires;
		hrtimer_cancel(timer);
		shim_fired++;
		if (timer->function(timer) == HRTIMER_RESTART)
			hrtimer_start(timer, timer->expires, HRTIMER_MODE_ABS);
	}
	shim_now = until;
}

/* ---- numbers ---- */

int kstrtou32(const char *s, unsigned int base, u32 *value)
{
	unsigned long long n;
	char *end;

	if (*s == '+')
		s++;
	if (base == 16 && s[0] == '0' && (s[1] | 0x20) == 'x')
		s += 2;
	/* strtoull() takes more before the digits. */
	if (!isxdigit(*s))
		return -EINVAL;
	if (base == 16 && s[0] == '0' && (s[1] | 0x20) == 'x')
		return -EINVAL;
	errno = 0;
	n = strtoull(s, &end, base);
	if (end == s || (*end && strcmp(end, "\n")))
		return -EINVAL;
	if (errno || n > UINT32_MAX)
		return -ERANGE;
	*value = n;
	return 0;
}
