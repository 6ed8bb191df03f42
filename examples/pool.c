/* A C program with an allocator of its own, a pool of equal nodes, that tells
 * leaktrace about them. It runs the same with and without libleaktrace.so.
 *
 * usage: pool [NODES]     prints the nodes and bytes that are in use at the end
 */
#include <stdio.h>
#include <stdlib.h>

#include "leaktrace/leaktrace.h"

enum { kNodesPerSlab = 256, kNodeBytes = 48 };

struct node {
  struct node *next;
  char payload[kNodeBytes - sizeof(struct node *)];
};

static struct node *free_nodes;

/* The slab is the pool's; what counts is who holds the nodes. */
static int add_slab(void) {
  leaktrace_untracked_begin();
  struct node *slab = malloc(kNodesPerSlab * sizeof(*slab));
  leaktrace_untracked_end();
  if (slab == NULL) return 0;
  for (int i = 0; i < kNodesPerSlab; ++i) {
    slab[i].next = free_nodes;
    free_nodes = &slab[i];
  }
  return 1;
}

static __attribute__((noinline)) struct node *take_node(void) {
  if (free_nodes == NULL && !add_slab()) return NULL;
  struct node *node = free_nodes;
  free_nodes = node->next;
  leaktrace_alloc("nodes", node, sizeof(*node));
  return node;
}

static void give_node_back(struct node *node) {
  leaktrace_free(node);
  node->next = free_nodes;
  free_nodes = node;
}

/* Every other node is kept: what a report should name. */
static __attribute__((noinline)) int serve_requests(int count) {
  int kept = 0;
  for (int i = 0; i < count; ++i) {
    struct node *node = take_node();
    if (node == NULL) return -1;
    if (i % 2 == 0) {
      give_node_back(node);
    } else {
      ++kept;
    }
    leaktrace_work(1);
  }
  return kept;
}

int main(int argc, char **argv) {
  const int count = argc > 1 ? atoi(argv[1]) : 1000;
  const int warm = serve_requests(count);
  leaktrace_mark("warm");
  const int kept = serve_requests(count);
  if (warm < 0 || kept < 0) return 1;
  printf("%d nodes, %zu bytes\n", warm + kept,
         (size_t)(warm + kept) * sizeof(struct node));
  return 0;
}
