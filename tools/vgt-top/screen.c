// SPDX-License-Identifier: GPL-2.0-only
/*
 * Show samples on a terminal, with ncurses.
 */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <time.h>

#include <ncurses.h>

#include "columns.h"
#include "output.h"

/* Minimum width of a bar, including the blank before it. */
#define BAR_MIN		9
#define BAR_MAX		24
#define TITLE_WIDTH	20
#define POLL_MS		200

static SCREEN *screen;
/* Index of the first vGPU shown, if there are more than lines. */
static int first;

/**
 * screen_start() - take over the terminal
 *
 * Return: 0, or -ENOTTY if it is not a terminal that ncurses supports.
 */
int screen_start(void)
{
	setlocale(LC_ALL, "");
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return -ENOTTY;
	cbreak();
	noecho();
	curs_set(0);
	keypad(stdscr, TRUE);
	return 0;
}

/**
 * screen_end() - restore the terminal
 */
void screen_end(void)
{
	endwin();
	delscreen(screen);
}

/* Draw a line in reverse video over the full width. */
static void put_header(int y, const char *text)
{
	attron(A_REVERSE);
	mvprintw(y, 0, "%-*.*s", COLS, COLS, text);
	attroff(A_REVERSE);
}

/* Draw a bar of @width, filled in reverse video up to @percent, with the number on it. */
static void put_bar(int y, int x, int width, double percent)
{
	char field[FIELD_SIZE], text[FIELD_SIZE];
	int filled = 0;

	column_percent(field, percent);
	snprintf(text, sizeof(text), "%*s", width, field);
	if (percent > 0)
		filled = (percent < 100 ? percent : 100) * width / 100 + 0.5;
	attron(A_REVERSE);
	mvaddnstr(y, x, text, filled);
	attroff(A_REVERSE);
	addnstr(text + filled, width - filled);
}

static int count_engines(const struct rates *rates)
{
	return __builtin_popcount(rates->engines);
}

static int bar_width(const struct rates *rates)
{
	int n = count_engines(rates), width;

	width = n ? (COLS - IDENTITY_WIDTH) / n : BAR_MIN;
	if (width < BAR_MIN)
		width = BAR_MIN;
	return (width > BAR_MAX ? BAR_MAX : width) - 1;
}

static int put_totals(int y, const struct rates *rates)
{
	/* Width without the brackets. */
	int i, width = COLS - TITLE_WIDTH - 2;

	if (width > FIELD_SIZE - 1)
		width = FIELD_SIZE - 1;
	for (i = 0; i < ENGINES; i++) {
		if (!(rates->engines & 1u << i))
			continue;
		mvprintw(y, 0, "%-*.*s", TITLE_WIDTH, TITLE_WIDTH, engine_names[i]);
		if (width > 0) {
			mvaddch(y, TITLE_WIDTH, '[');
			put_bar(y, TITLE_WIDTH + 1, width, rates->busy[i]);
			addch(']');
		}
		y++;
	}
	return y;
}

static int put_shares(int y, int last, const struct sample *sample, const struct rates *rates)
{
	char line[FIELD_SIZE], titles[FIELD_SIZE * 2];
	int width = bar_width(rates), i, v, x;

	column_identity_titles(line);
	x = snprintf(titles, sizeof(titles), "%-*s", IDENTITY_WIDTH, line);
	for (i = 0; i < ENGINES; i++)
		if (rates->engines & 1u << i)
			x += snprintf(titles + x, sizeof(titles) - x, " %*s", width,
				      engine_titles[i]);
	put_header(y++, titles);
	for (v = first; v < last; v++, y++) {
		column_identity(line, &sample->vgpus[v]);
		mvaddnstr(y, 0, line, COLS);
		x = IDENTITY_WIDTH + 1;
		for (i = 0; i < ENGINES; i++) {
			if (!(rates->engines & 1u << i))
				continue;
			if (x + width <= COLS)
				put_bar(y, x, width, rates->vgpus[v].busy[i]);
			x += width + 1;
		}
	}
	return y;
}

static void put_counters(int y, int last, const struct sample *sample, const struct rates *rates)
{
	char line[FIELD_SIZE];
	int v;

	column_counter_titles(line);
	put_header(y++, line);
	for (v = first; v < last; v++, y++) {
		column_counters(line, &sample->counters[v], &rates->vgpus[v]);
		mvprintw(y, 0, "%3d%.*s", sample->vgpus[v].id, COLS > 3 ? COLS - 3 : 0, line);
	}
}

/* Number of vGPUs that fit on the screen: two tables, headers and blank lines. */
static int rows_for(int engines)
{
	int rows = (LINES - 2 - engines - 4) / 2;

	return rows > 1 ? rows : 1;
}

/**
 * screen_show() - draw a sample
 * @sample: the sample
 * @rates: its rates
 * @interval: seconds to the next one
 */
void screen_show(const struct sample *sample, const struct rates *rates, double interval)
{
	char shown[FIELD_SIZE];
	int rows = rows_for(count_engines(rates)), last, y;

	if (first > sample->count - rows)
		first = sample->count - rows;
	if (first < 0)
		first = 0;
	last = first + rows < sample->count ? first + rows : sample->count;

	column_foreground(shown, sample->foreground);
	erase();
	mvprintw(0, 0, "vgt-top: %d vGPUs, on the monitor: %s, every %.1f s%s", sample->count,
		 shown, interval, sample->count > rows ? "; up, down: more" : "");
	if (COLS > 70)
		mvaddstr(0, COLS - 7, "q: quit");
	if (!sample->count) {
		mvaddstr(2, 0, "There is no vGPU: 'vgtctl create TYPE' makes one.");
	} else {
		y = put_totals(2, rates) + 1;
		y = put_shares(y, last, sample, rates) + 1;
		put_counters(y, last, sample, rates);
	}
	refresh();
}

/**
 * screen_message() - draw a message instead of a sample
 * @text: the message
 */
void screen_message(const char *text)
{
	erase();
	mvaddnstr(0, 0, text, COLS);
	mvaddstr(2, 0, "q: quit");
	refresh();
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

/* Return: the action of a key; SCREEN_TIME if it has none. */
static enum screen_event take_key(int key)
{
	switch (key) {
	case 'q':
	case 'Q':
		return SCREEN_QUIT;
	case KEY_UP:
		first--;
		return SCREEN_REDRAW;
	case KEY_DOWN:
		first++;
		return SCREEN_REDRAW;
	case KEY_RESIZE:
		return SCREEN_REDRAW;
	}
	return SCREEN_TIME;
}

/**
 * screen_wait() - wait, and process keys
 * @until_ms: end of the wait, CLOCK_MONOTONIC
 * @stop: set by signals
 *
 * Return: why it ended.
 */
enum screen_event screen_wait(int64_t until_ms, const atomic_bool *stop)
{
	enum screen_event event;
	int64_t left;
	int key;

	while (!*stop && (left = until_ms - now_ms()) > 0) {
		/* Poll, so that a signal right before is noticed soon. */
		timeout(left < POLL_MS ? left : POLL_MS);
		key = getch();
		event = take_key(key);
		if (event != SCREEN_TIME)
			return event;
		/* Without a terminal to read from, getch() does not wait. */
		if (key == ERR && until_ms - now_ms() > left - POLL_MS / 2)
			napms(left < POLL_MS ? left : POLL_MS);
	}
	return *stop ? SCREEN_QUIT : SCREEN_TIME;
}
