//! What a source refers to, read from its tree: validation finds unknown steps and the use of secrets by it.

use std::collections::BTreeSet;

use minijinja::machinery::ast::{CallArg, Expr, Stmt};
use serde_json::Value;

use super::parse::{Bare, Template};
use super::{render, scan};

/// One path that a source reads: `steps.fetch.body` is root `steps`, path `fetch`, `body`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The name it starts from.
    pub root: String,
    /// The keys that follow, as far as they are written out; a computed key ends the path.
    pub path: Vec<String>,
}

/// What a text with tags refers to, each path once, sorted; nothing if it can't be parsed.
#[must_use]
pub fn references_template(source: &str) -> Vec<Reference> {
    if !scan::has_tags(source) {
        return Vec::new();
    }
    let Ok(template) = Template::parse(source) else {
        return Vec::new();
    };
    let mut found = BTreeSet::new();
    for_each_expression(template.statements(), &mut |expr| collect(expr, &mut found));
    let mut bound = BTreeSet::new();
    bound_names(template.statements(), &mut bound);
    found
        .into_iter()
        .filter(|reference| !bound.contains(&reference.root))
        .collect()
}

/// What a bare expression refers to, each path once, sorted; nothing if it can't be parsed.
#[must_use]
pub fn references_expression(source: &str) -> Vec<Reference> {
    let Ok(bare) = Bare::parse(source) else {
        return Vec::new();
    };
    let mut found = BTreeSet::new();
    if let Some(expr) = bare.expression() {
        collect(expr, &mut found);
    }
    found.into_iter().collect()
}

/// What the texts of a whole config value refer to, each path once, sorted.
#[must_use]
pub fn references_value(value: &Value) -> Vec<Reference> {
    let mut all = BTreeSet::new();
    // the visitor never fails
    let _ = render::walk_texts(value, &mut |source| {
        all.extend(references_template(source));
        Ok(())
    });
    all.into_iter().collect()
}

/// Notes every path under `expr`.
fn collect(expr: &Expr<'_>, found: &mut BTreeSet<Reference>) {
    let Some(reference) = chain(expr) else {
        return for_each_child(expr, &mut |child| collect(child, found));
    };
    found.insert(reference);
    let mut at = expr;
    loop {
        at = match at {
            Expr::GetAttr(get) => &get.expr,
            Expr::GetItem(get) => {
                collect(&get.subscript_expr, found);
                &get.expr
            }
            _ => return,
        };
    }
}

/// The path that `expr` is, if it starts from a name. A computed key ends it.
fn chain(expr: &Expr<'_>) -> Option<Reference> {
    match expr {
        Expr::Var(var) => Some(Reference {
            root: var.id.to_owned(),
            path: Vec::new(),
        }),
        Expr::GetAttr(get) => {
            let mut base = chain(&get.expr)?;
            if !is_computed(&get.expr) {
                base.path.push(get.name.to_owned());
            }
            Some(base)
        }
        Expr::GetItem(get) => {
            let mut base = chain(&get.expr)?;
            if let (Some(key), false) = (constant_key(&get.subscript_expr), is_computed(&get.expr)) {
                base.path.push(key);
            }
            Some(base)
        }
        _ => None,
    }
}

/// Whether a path has a key that is not written out.
fn is_computed(expr: &Expr<'_>) -> bool {
    match expr {
        Expr::GetAttr(get) => is_computed(&get.expr),
        Expr::GetItem(get) => constant_key(&get.subscript_expr).is_none() || is_computed(&get.expr),
        _ => false,
    }
}

fn constant_key(expr: &Expr<'_>) -> Option<String> {
    match expr {
        Expr::Const(constant) => constant.value.as_str().map(str::to_owned),
        _ => None,
    }
}

/// Calls `visit` with `expr` and everything under it.
pub(super) fn walk_expression(expr: &Expr<'_>, visit: &mut dyn FnMut(&Expr<'_>)) {
    visit(expr);
    for_each_child(expr, &mut |child| walk_expression(child, visit));
}

/// Calls `visit` with every expression of the statements and everything under it.
pub(super) fn walk_statements(statements: &[Stmt<'_>], visit: &mut dyn FnMut(&Expr<'_>)) {
    for_each_expression(statements, &mut |expr| walk_expression(expr, visit));
}

fn for_each_child(expr: &Expr<'_>, visit: &mut dyn FnMut(&Expr<'_>)) {
    match expr {
        Expr::Var(_) | Expr::Const(_) => {}
        Expr::Slice(slice) => {
            visit(&slice.expr);
            [&slice.start, &slice.stop, &slice.step]
                .into_iter()
                .flatten()
                .for_each(visit);
        }
        Expr::UnaryOp(unary) => visit(&unary.expr),
        Expr::BinOp(binary) => {
            visit(&binary.left);
            visit(&binary.right);
        }
        Expr::Compare(chain) => {
            visit(&chain.expr);
            chain.ops.iter().for_each(|link| visit(&link.expr));
        }
        Expr::IfExpr(choice) => {
            visit(&choice.test_expr);
            visit(&choice.true_expr);
            choice.false_expr.iter().for_each(visit);
        }
        Expr::Filter(filter) => {
            filter.expr.iter().for_each(&mut *visit);
            for_each_arg(&filter.args, visit);
        }
        Expr::Test(test) => {
            visit(&test.expr);
            for_each_arg(&test.args, visit);
        }
        Expr::GetAttr(get) => visit(&get.expr),
        Expr::GetItem(get) => {
            visit(&get.expr);
            visit(&get.subscript_expr);
        }
        Expr::Call(call) => {
            // a called name is a function, not a value
            if !matches!(call.expr, Expr::Var(_)) {
                visit(&call.expr);
            }
            for_each_arg(&call.args, visit);
        }
        Expr::List(list) => list.items.iter().for_each(visit),
        Expr::Tuple(tuple) => tuple.items.iter().for_each(visit),
        Expr::Map(map) => map.keys.iter().chain(&map.values).for_each(visit),
    }
}

fn for_each_arg(args: &[CallArg<'_>], visit: &mut dyn FnMut(&Expr<'_>)) {
    for arg in args {
        match arg {
            CallArg::Pos(expr) | CallArg::Kwarg(_, expr) => visit(expr),
            CallArg::PosSplat(expr) | CallArg::KwargSplat(expr) => visit(expr),
        }
    }
}

fn for_each_expression(statements: &[Stmt<'_>], visit: &mut dyn FnMut(&Expr<'_>)) {
    for statement in statements {
        match statement {
            Stmt::EmitRaw(_) => {}
            Stmt::EmitExpr(emit) => visit(&emit.expr),
            Stmt::Template(template) => for_each_expression(&template.children, visit),
            Stmt::ForLoop(each) => {
                visit(&each.iter);
                each.filter_expr.iter().for_each(&mut *visit);
                for_each_expression(&each.body, visit);
                for_each_expression(&each.else_body, visit);
            }
            Stmt::IfCond(choice) => {
                visit(&choice.expr);
                for_each_expression(&choice.true_body, visit);
                for_each_expression(&choice.false_body, visit);
            }
            Stmt::WithBlock(with) => {
                with.assignments.iter().for_each(|(_, value)| visit(value));
                for_each_expression(&with.body, visit);
            }
            Stmt::Set(set) => visit(&set.expr),
            Stmt::SetBlock(set) => {
                set.filter.iter().for_each(&mut *visit);
                for_each_expression(&set.body, visit);
            }
            Stmt::AutoEscape(escape) => {
                visit(&escape.enabled);
                for_each_expression(&escape.body, visit);
            }
            Stmt::FilterBlock(block) => {
                visit(&block.filter);
                for_each_expression(&block.body, visit);
            }
            Stmt::Do(call) => for_each_arg(&call.call.args, visit),
        }
    }
}

/// The names that blocks bind: loop variables, `set` and `with` targets, `loop`.
fn bound_names(statements: &[Stmt<'_>], bound: &mut BTreeSet<String>) {
    for statement in statements {
        match statement {
            Stmt::EmitRaw(_) | Stmt::EmitExpr(_) | Stmt::Do(_) => {}
            Stmt::Template(template) => bound_names(&template.children, bound),
            Stmt::ForLoop(each) => {
                bound.insert("loop".to_owned());
                bind_target(&each.target, bound);
                bound_names(&each.body, bound);
                bound_names(&each.else_body, bound);
            }
            Stmt::IfCond(choice) => {
                bound_names(&choice.true_body, bound);
                bound_names(&choice.false_body, bound);
            }
            Stmt::WithBlock(with) => {
                with.assignments
                    .iter()
                    .for_each(|(target, _)| bind_target(target, bound));
                bound_names(&with.body, bound);
            }
            Stmt::Set(set) => bind_target(&set.target, bound),
            Stmt::SetBlock(set) => {
                bind_target(&set.target, bound);
                bound_names(&set.body, bound);
            }
            Stmt::AutoEscape(escape) => bound_names(&escape.body, bound),
            Stmt::FilterBlock(block) => bound_names(&block.body, bound),
        }
    }
}

fn bind_target(target: &Expr<'_>, bound: &mut BTreeSet<String>) {
    match target {
        Expr::Var(var) => {
            bound.insert(var.id.to_owned());
        }
        Expr::List(list) => list.items.iter().for_each(|item| bind_target(item, bound)),
        _ => {}
    }
}
