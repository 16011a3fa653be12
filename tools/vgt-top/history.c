// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring of samples.
 */
#include "history.h"

/**
 * history_start() - forget everything
 * @history: the history
 */
void history_start(struct history *history)
{
	int i;

	for (i = 0; i < HISTORY; i++)
		history->percent[i] = UNKNOWN;
	history->next = 0;
}

/**
 * history_add() - add a sample
 * @history: the history
 * @percent: how busy the engine was
 */
void history_add(struct history *history, double percent)
{
	history->percent[history->next] = percent;
	history->next = (history->next + 1) % HISTORY;
}

/**
 * history_get() - get a sample
 * @history: the history
 * @age: 0 for the last one
 *
 * Return: the percentage, or UNKNOWN.
 */
double history_get(const struct history *history, int age)
{
	if (age < 0 || age >= HISTORY)
		return UNKNOWN;
	return history->percent[(history->next + HISTORY - 1 - age) % HISTORY];
}
