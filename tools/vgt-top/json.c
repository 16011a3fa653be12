// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a sample as JSON, one object per line.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "../common/flush.h"
#include "../common/json.h"
#include "output.h"

/* Two decimal places are enough, and look the same with every libc. */
static struct json_object *number(double value)
{
	char text[32];

	if (value < 0)
		return NULL;
	snprintf(text, sizeof(text), "%.2f", value);
	return json_object_new_double_s(value, text);
}

static struct json_object *engine(uint64_t busy_ns, double busy)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "busy_ns", json_object_new_uint64(busy_ns));
	json_object_object_add(o, "busy_percent", number(busy));
	return o;
}

static struct json_object *engines(const struct vgpu_counters *counters,
				   const struct vgpu_rates *rates)
{
	struct json_object *o = json_object_new_object();
	int i;

	for (i = 0; i < ENGINES; i++)
		if (counters->engines & 1u << i)
			json_object_object_add(o, engine_names[i],
					       engine(counters->busy_ns[i], rates->busy[i]));
	return o;
}

static struct json_object *counter(const struct vgpu_counters *counters,
				   const struct vgpu_rates *rates, int i)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "value", json_object_new_uint64(counters->count[i]));
	if (!IS_BYTES(i))
		json_object_object_add(o, "per_second", number(rates->per_second[i]));
	return o;
}

static struct json_object *statistics(const struct vgpu_counters *counters,
				      const struct vgpu_rates *rates)
{
	struct json_object *o = json_object_new_object();
	int i;

	for (i = 0; i < COUNTERS; i++)
		if (counters->counters & 1u << i)
			json_object_object_add(o, counter_names[i], counter(counters, rates, i));
	return o;
}

static struct json_object *one(const struct vgpu *vgpu, const struct vgpu_counters *counters,
			       const struct vgpu_rates *rates)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "id", json_object_new_int(vgpu->id));
	json_object_object_add(o, "uuid", json_text(vgpu->uuid));
	json_object_object_add(o, "vm", json_text(vgpu->vm));
	json_object_object_add(o, "pid", json_number(vgpu->pid ? vgpu->pid : -1));
	json_object_object_add(o, "type", json_text(vgpu->type));
	json_object_object_add(o, "state", json_text(vgpu->state));
	json_object_object_add(o, "weight", json_number(vgpu->weight));
	json_object_object_add(o, "cap_percent", json_number(vgpu->cap));
	json_object_object_add(o, "engines", engines(counters, rates));
	json_object_object_add(o, "statistics", statistics(counters, rates));
	return o;
}

static struct json_object *all_engines(const struct rates *rates, const double percent[ENGINES])
{
	struct json_object *o = json_object_new_object(), *busy;
	int i;

	for (i = 0; i < ENGINES; i++) {
		if (!(rates->engines & 1u << i))
			continue;
		busy = json_object_new_object();
		json_object_object_add(busy, "busy_percent", number(percent[i]));
		json_object_object_add(o, engine_names[i], busy);
	}
	return o;
}

/* What the host's own programs use. */
static struct json_object *host(const struct rates *rates)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "engines", all_engines(rates, rates->host_busy));
	return o;
}

static struct json_object *gpu(const struct host *host, const struct rates *rates)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "frequency_mhz", json_number(host->mhz));
	json_object_object_add(o, "max_frequency_mhz", json_number(host->max_mhz));
	json_object_object_add(o, "rc6_percent", number(rates->rc6));
	json_object_object_add(o, "power_w", number(rates->watts[ENERGY_GPU]));
	json_object_object_add(o, "package_power_w", number(rates->watts[ENERGY_PACKAGE]));
	return o;
}

static struct json_object *gone(const struct rates *rates)
{
	struct json_object *list = json_object_new_array(), *o;
	int i;

	for (i = 0; i < rates->gone_count; i++) {
		o = json_object_new_object();
		json_object_object_add(o, "id", json_object_new_int(rates->gone[i].id));
		json_object_object_add(o, "uuid", json_text(rates->gone[i].uuid));
		json_object_object_add(o, "vm", json_text(rates->gone[i].vm));
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *whole(const struct sample *sample, const struct rates *rates)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	int i;

	json_object_object_add(o, "monotonic_ns", json_object_new_uint64(sample->time_ns));
	json_object_object_add(o, "time_ns", json_object_new_uint64(sample->date_ns));
	json_object_object_add(o, "period_s", number(rates->seconds));
	json_object_object_add(o, "foreground_vm", json_number(sample->foreground));
	json_object_object_add(o, "engines", all_engines(rates, rates->busy));
	json_object_object_add(o, "host", host(rates));
	json_object_object_add(o, "gpu", gpu(&sample->host, rates));
	for (i = 0; i < sample->count; i++)
		json_object_array_add(list, one(&sample->vgpus[i], &sample->counters[i],
						&rates->vgpus[i]));
	json_object_object_add(o, "vgpus", list);
	json_object_object_add(o, "gone", gone(rates));
	return o;
}

/**
 * json_print() - print a sample as JSON
 * @sample: the sample
 * @rates: its rates
 *
 * Return: 0 or a negative errno value.
 */
int json_print(const struct sample *sample, const struct rates *rates)
{
	struct json_object *o = whole(sample, rates);

	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
	return output_flush();
}
