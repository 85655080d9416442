//! What waits for what, over numbered nodes; of kinds, of resources and of steps alike.

use std::collections::BTreeSet;

/// A directed graph: an edge says that one node waits for another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    after: BTreeSet<usize>,
    before: BTreeSet<usize>,
}

impl Graph {
    /// `len` nodes that wait for nothing.
    pub(crate) fn new(len: usize) -> Self {
        Self { nodes: vec![Node::default(); len] }
    }

    /// Lets `node` wait for `other`.
    pub(crate) fn wait(&mut self, node: usize, other: usize) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.after.insert(other);
        }
        if let Some(other) = self.nodes.get_mut(other) {
            other.before.insert(node);
        }
    }

    /// Lets `node` wait for those of `others` that do not wait for it already, so that no circle comes of it.
    pub(crate) fn wait_where_possible(&mut self, node: usize, others: impl IntoIterator<Item = usize>) {
        let waiting = self.waiting_for(node);
        for other in others {
            if !waiting.contains(&other) {
                self.wait(node, other);
            }
        }
    }

    /// What `node` waits for, without steps between.
    pub(crate) fn after(&self, node: usize) -> impl Iterator<Item = usize> {
        self.nodes.get(node).into_iter().flat_map(|node| node.after.iter().copied())
    }

    /// Every node that waits for `node`, with or without others between, and `node` itself.
    pub(crate) fn waiting_for(&self, node: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([node]);
        let mut open = vec![node];
        while let Some(next) = open.pop().and_then(|at| self.nodes.get(at)) {
            open.extend(next.before.iter().copied().filter(|other| found.insert(*other)));
        }
        found
    }

    /// How many nodes stand one behind another before each node, at most.
    ///
    /// # Errors
    /// The nodes of a circle, each waiting for the one after it.
    pub(crate) fn depths(&self) -> Result<Vec<usize>, Vec<usize>> {
        let mut waits: Vec<usize> = self.nodes.iter().map(|node| node.after.len()).collect();
        let mut depths = vec![0; self.nodes.len()];
        let mut open: Vec<usize> = (0..self.nodes.len()).filter(|at| waits.get(*at) == Some(&0)).collect();
        let mut left: BTreeSet<usize> = (0..self.nodes.len()).collect();
        while let Some(at) = open.pop() {
            left.remove(&at);
            let depth = depths.get(at).copied().unwrap_or_default() + 1;
            for next in self.nodes.get(at).into_iter().flat_map(|node| &node.before) {
                if let (Some(wait), Some(deepest)) = (waits.get_mut(*next), depths.get_mut(*next)) {
                    *deepest = depth.max(*deepest);
                    *wait -= 1;
                    if *wait == 0 {
                        open.push(*next);
                    }
                }
            }
        }
        if left.is_empty() { Ok(depths) } else { Err(self.circle(&left)) }
    }

    /// A circle within `left`, each node of which waits for another of them.
    fn circle(&self, left: &BTreeSet<usize>) -> Vec<usize> {
        let mut path: Vec<usize> = left.first().copied().into_iter().collect();
        while let Some(next) =
            path.last().and_then(|last| self.after(*last).find(|other| left.contains(other)))
        {
            if let Some(at) = path.iter().position(|seen| *seen == next) {
                return path.split_off(at);
            }
            path.push(next);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(len: usize, waits: &[(usize, usize)]) -> Graph {
        let mut graph = Graph::new(len);
        waits.iter().for_each(|(node, other)| graph.wait(*node, *other));
        graph
    }

    #[test]
    fn depth_is_the_longest_way() {
        assert_eq!(graph(4, &[(1, 0), (2, 1), (3, 0), (3, 2)]).depths(), Ok(vec![0, 1, 2, 3]));
        assert_eq!(graph(2, &[]).depths(), Ok(vec![0, 0]));
    }

    #[test]
    fn a_circle_is_named_without_what_leads_to_it() {
        let graph = graph(5, &[(0, 1), (1, 2), (2, 3), (3, 1), (4, 0)]);
        assert_eq!(graph.depths(), Err(vec![1, 2, 3]));
        assert_eq!(Graph::new(0).depths(), Ok(vec![]));
    }

    #[test]
    fn a_wait_that_would_close_a_circle_is_left_out() {
        let mut graph = graph(4, &[(1, 0), (2, 1)]);
        graph.wait_where_possible(0, [0, 2, 3]);
        assert_eq!(graph.after(0).collect::<Vec<_>>(), [3]);
        assert_eq!(graph.waiting_for(0), BTreeSet::from([0, 1, 2]));
    }
}
