// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the guest's context for one of i915's.
 */
#include "i915.h"

/**
 * vgt_i915_context_add() - let a context be found from now on
 * @c: the context
 */
void vgt_i915_context_add(struct vgt_i915_context *c)
{
	spin_lock(&c->host->lock);
	hash_add_rcu(c->host->contexts, &c->link, (unsigned long)c->ce);
	spin_unlock(&c->host->lock);
}

/**
 * vgt_i915_context_del() - let a context not be found any more
 * @c: the context. Those who have found it before may use it until RCU's grace period ends
 */
void vgt_i915_context_del(struct vgt_i915_context *c)
{
	spin_lock(&c->host->lock);
	hash_del_rcu(&c->link);
	spin_unlock(&c->host->lock);
}

/**
 * vgt_i915_find() - find the context of a guest
 * @host: the GPU
 * @ce: i915's context. The caller is in an RCU read-side section
 *
 * Return: the context, or NULL if it is none of a guest's.
 */
struct vgt_i915_context *vgt_i915_find(struct vgt_i915 *host, struct intel_context *ce)
{
	struct vgt_i915_context *c;

	hash_for_each_possible_rcu(host->contexts, c, link, (unsigned long)ce)
		if (c->ce == ce)
			return c;
	return NULL;
}
