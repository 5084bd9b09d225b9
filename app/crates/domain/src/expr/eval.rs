//! Walks the tree of an expression. Recursion is as deep as the tree, which [`scan`](super::scan) has capped.

use std::collections::HashMap;

use indexmap::IndexMap;
use minijinja::machinery::ast::{self, BinOpKind, CallArg, CompareOpKind, Expr, UnaryOpKind};

use super::args::{Args, Given};
use super::compare;
use super::error::ExprError;
use super::meter::Meter;
use super::parse::position;
use super::scope::Scope;
use super::value::{List, Val};
use super::{encode, filters, functions, limits, operators, predicates};

/// One render: what it sees and what it may spend.
pub(super) struct Evaluator<'v> {
    scope: &'v Scope,
    pub(super) meter: Meter,
    /// Names set by blocks, innermost last; empty in process.
    pub(super) frames: Vec<HashMap<&'v str, Val<'v>>>,
}

impl<'v> Evaluator<'v> {
    pub(super) fn new(scope: &'v Scope, meter: Meter) -> Self {
        Self {
            scope,
            meter,
            frames: Vec::new(),
        }
    }

    /// The value of an expression; it may be undefined.
    pub(super) fn eval(&mut self, expr: &'v Expr<'v>) -> Result<Val<'v>, ExprError> {
        self.meter.visit(1)?;
        self.eval_kind(expr).map_err(|error| error.or_at(position(expr)))
    }

    fn eval_kind(&mut self, expr: &'v Expr<'v>) -> Result<Val<'v>, ExprError> {
        match expr {
            Expr::Var(var) => Ok(self.look_up(var.id)),
            Expr::Const(constant) => Val::from_const(&constant.value),
            Expr::Slice(slice) => self.slice(slice),
            Expr::UnaryOp(unary) => self.unary(unary),
            Expr::BinOp(binary) => self.binary(binary),
            Expr::Compare(chain) => self.compare(chain),
            Expr::IfExpr(choice) => self.choose(choice),
            Expr::Filter(filter) => self.filter(filter, None),
            Expr::Test(test) => self.test(test),
            Expr::GetAttr(get) => {
                let base = self.eval(&get.expr)?;
                self.key(base, get.name, expr)
            }
            Expr::GetItem(get) => {
                let base = self.eval(&get.expr)?;
                let key = self.eval(&get.subscript_expr)?;
                self.item(base, &key, expr)
            }
            Expr::Call(call) => self.call(call),
            Expr::List(list) => self.list(&list.items),
            Expr::Tuple(tuple) => self.list(&tuple.items),
            Expr::Map(map) => self.map(map),
        }
    }

    fn look_up(&self, name: &str) -> Val<'v> {
        let local = self.frames.iter().rev().find_map(|frame| frame.get(name).cloned());
        local.or_else(|| self.scope.look_up(name)).unwrap_or_else(|| {
            let known = self.scope.names().take(limits::MAX_KNOWN).map(str::to_owned).collect();
            Val::undefined(name.to_owned(), known)
        })
    }

    fn unary(&mut self, unary: &'v ast::UnaryOp<'v>) -> Result<Val<'v>, ExprError> {
        let value = self.eval(&unary.expr)?;
        match unary.op {
            UnaryOpKind::Not => Ok(Val::Bool(!value.is_true())),
            UnaryOpKind::Neg => operators::negate(&value),
        }
    }

    fn binary(&mut self, binary: &'v ast::BinOp<'v>) -> Result<Val<'v>, ExprError> {
        let left = self.eval(&binary.left)?;
        match binary.op {
            BinOpKind::ScAnd if !left.is_true() => Ok(left),
            BinOpKind::ScOr if left.is_true() => Ok(left),
            BinOpKind::ScAnd | BinOpKind::ScOr => self.eval(&binary.right),
            op => {
                let right = self.eval(&binary.right)?;
                operators::apply(&mut self.meter, op, &left, &right)
            }
        }
    }

    fn compare(&mut self, chain: &'v ast::Compare<'v>) -> Result<Val<'v>, ExprError> {
        let mut left = self.eval(&chain.expr)?;
        for link in &chain.ops {
            let right = self.eval(&link.expr)?;
            if !self.compare_two(link.op, &left, &right)? {
                return Ok(Val::Bool(false));
            }
            left = right;
        }
        Ok(Val::Bool(true))
    }

    fn compare_two(&mut self, op: CompareOpKind, left: &Val<'v>, right: &Val<'v>) -> Result<bool, ExprError> {
        let meter = &mut self.meter;
        match op {
            CompareOpKind::Eq => compare::equal(meter, left, right),
            CompareOpKind::Ne => compare::equal(meter, left, right).map(|equal| !equal),
            CompareOpKind::Lt => compare::order(meter, left, right).map(|order| order.is_lt()),
            CompareOpKind::Lte => compare::order(meter, left, right).map(|order| order.is_le()),
            CompareOpKind::Gt => compare::order(meter, left, right).map(|order| order.is_gt()),
            CompareOpKind::Gte => compare::order(meter, left, right).map(|order| order.is_ge()),
            CompareOpKind::In => operators::contains(meter, right, left),
            CompareOpKind::NotIn => operators::contains(meter, right, left).map(|found| !found),
        }
    }

    fn choose(&mut self, choice: &'v ast::IfExpr<'v>) -> Result<Val<'v>, ExprError> {
        if self.eval(&choice.test_expr)?.is_true() {
            return self.eval(&choice.true_expr);
        }
        choice
            .false_expr
            .as_ref()
            .map_or(Ok(Val::Nothing), |otherwise| self.eval(otherwise))
    }

    /// A filter over its operand, or over `base` where a block has filters without one.
    pub(super) fn filter(&mut self, filter: &'v ast::Filter<'v>, base: Option<Val<'v>>) -> Result<Val<'v>, ExprError> {
        let operand = match (&filter.expr, base) {
            (Some(Expr::Filter(inner)), Some(base)) => self.filter(inner, Some(base))?,
            (Some(operand), None) => self.eval(operand)?,
            (_, Some(base)) => base,
            (None, None) => Val::Nothing,
        };
        let found = filters::find(filter.name)?;
        let args = Args::bind(found.name, found.params, self.given(&filter.args)?)?;
        filters::apply(&mut self.meter, found, &operand, &args)
    }

    fn test(&mut self, test: &'v ast::Test<'v>) -> Result<Val<'v>, ExprError> {
        let operand = self.eval(&test.expr)?;
        let found = predicates::find(test.name)?;
        let args = Args::bind(found.name, found.params, self.given(&test.args)?)?;
        predicates::apply(&mut self.meter, found, &operand, &args).map(Val::Bool)
    }

    fn call(&mut self, call: &'v ast::Call<'v>) -> Result<Val<'v>, ExprError> {
        match &call.expr {
            Expr::Var(var) => {
                let found = functions::find(var.id)?;
                let args = Args::bind(found.name, found.params, self.given(&call.args)?)?;
                functions::apply(&mut self.meter, found, &args)
            }
            Expr::GetAttr(get) => Err(ExprError::type_error(format!(
                "values have no methods: use a filter, as in `value | {}`",
                get.name
            ))),
            _ => Err(ExprError::type_error("only functions can be called")),
        }
    }

    fn given(&mut self, args: &'v [CallArg<'v>]) -> Result<Given<'v>, ExprError> {
        let mut given = Given::default();
        self.meter.list(args.len())?;
        for arg in args {
            match arg {
                CallArg::Pos(expr) => given.positional.push(self.eval(expr)?),
                CallArg::Kwarg(name, expr) => given.named.push((name, self.eval(expr)?)),
                CallArg::PosSplat(_) | CallArg::KwargSplat(_) => {
                    return Err(ExprError::argument("arguments can't be unpacked with `*`"));
                }
            }
        }
        Ok(given)
    }

    fn list(&mut self, items: &'v [Expr<'v>]) -> Result<Val<'v>, ExprError> {
        self.meter.list(items.len())?;
        let values = items
            .iter()
            .map(|item| self.eval(item))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Val::list(values))
    }

    fn map(&mut self, map: &'v ast::Map<'v>) -> Result<Val<'v>, ExprError> {
        let mut entries = IndexMap::with_capacity(map.keys.len());
        for (key, value) in map.keys.iter().zip(&map.values) {
            self.meter.entry()?;
            let key = self.eval(key)?.defined()?;
            let key = encode::to_text(&mut self.meter, &key)?;
            entries.insert(key, self.eval(value)?);
        }
        Ok(Val::map(entries))
    }

    /// `base.name`; what isn't there is undefined and stays so however far the path goes on.
    fn key(&mut self, base: Val<'v>, name: &str, expr: &'v Expr<'v>) -> Result<Val<'v>, ExprError> {
        self.meter.read(name.len())?;
        if base.is_undefined() {
            return Ok(base);
        }
        if let Some(found) = attribute(&base, name) {
            return Ok(found);
        }
        // the path and what stands beside it are written down
        self.meter.visit(limits::MAX_KNOWN)?;
        let known = match &base {
            Val::Map(map) => map.known(),
            Val::Undefined(_) | Val::Nothing | Val::Null | Val::Bool(_) => Vec::new(),
            Val::Int(_) | Val::Float(_) | Val::Text(_) | Val::List(_) => Vec::new(),
        };
        Ok(Val::undefined(path(expr), known))
    }

    fn item(&mut self, base: Val<'v>, key: &Val<'v>, expr: &'v Expr<'v>) -> Result<Val<'v>, ExprError> {
        match (base, key) {
            (base @ Val::Undefined(_), _) => Ok(base),
            (_, Val::Undefined(missing)) => Err(missing.error()),
            (base, Val::Text(key)) => self.key(base, key, expr),
            (Val::List(items), Val::Int(index)) => {
                let found = place(*index, items.len()).and_then(|index| items.get(index));
                Ok(found.unwrap_or_else(|| Val::undefined(path(expr), Vec::new())))
            }
            (Val::Text(text), Val::Int(index)) => {
                self.meter.read(text.len())?;
                let found = place(*index, text.chars().count()).and_then(|index| text.chars().nth(index));
                Ok(found.map_or_else(
                    || Val::undefined(path(expr), Vec::new()),
                    |found| Val::text(found.to_string()),
                ))
            }
            (_, _) => Ok(Val::undefined(path(expr), Vec::new())),
        }
    }

    fn slice(&mut self, slice: &'v ast::Slice<'v>) -> Result<Val<'v>, ExprError> {
        let base = self.eval(&slice.expr)?.defined()?;
        let start = self.bound(slice.start.as_ref())?;
        let stop = self.bound(slice.stop.as_ref())?;
        let step = self.bound(slice.step.as_ref())?.unwrap_or(1);
        if step == 0 {
            return Err(ExprError::argument("a slice can't step by 0"));
        }
        match base {
            Val::List(items) => self.slice_list(&items, start, stop, step),
            Val::Text(text) => {
                // four bytes a character while it is taken apart
                self.meter.hold(text.len().saturating_mul(4))?;
                let chars: Vec<char> = text.chars().collect();
                let picked: String = slice_places(start, stop, step, chars.len())
                    .filter_map(|index| chars.get(index))
                    .collect();
                self.meter.grow(picked.len())?;
                Ok(Val::text(picked))
            }
            other => Err(ExprError::type_error(format!("{} can't be sliced", other.kind()))),
        }
    }

    fn slice_list(
        &mut self,
        items: &List<'v>,
        start: Option<i128>,
        stop: Option<i128>,
        step: i128,
    ) -> Result<Val<'v>, ExprError> {
        if let (List::Json(items), 1) = (items, step) {
            let places = slice_range(start, stop, items.len());
            return Ok(Val::List(List::Json(items.get(places).unwrap_or_default())));
        }
        self.meter.list(items.len())?;
        let picked = slice_places(start, stop, step, items.len()).filter_map(|index| items.get(index));
        Ok(Val::list(picked.collect()))
    }

    fn bound(&mut self, expr: Option<&'v Expr<'v>>) -> Result<Option<i128>, ExprError> {
        let Some(expr) = expr else { return Ok(None) };
        match self.eval(expr)?.defined()? {
            Val::Null | Val::Nothing => Ok(None),
            Val::Int(number) => Ok(Some(number)),
            other => Err(ExprError::argument(format!(
                "a slice is bound by whole numbers, not {}",
                other.kind()
            ))),
        }
    }
}

/// `base.name`, if it is there.
pub(super) fn attribute<'v>(base: &Val<'v>, name: &str) -> Option<Val<'v>> {
    match base {
        Val::Map(map) => map.get(name),
        Val::List(items) => name
            .parse()
            .ok()
            .and_then(|index| place(index, items.len()))
            .and_then(|index| items.get(index)),
        Val::Undefined(_) | Val::Nothing | Val::Null | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Text(_) => {
            None
        }
    }
}

/// The index that `index` means in a sequence of `len`, negative ones counting from the end.
fn place(index: i128, len: usize) -> Option<usize> {
    let index = if index < 0 {
        index.checked_add(i128::try_from(len).ok()?)?
    } else {
        index
    };
    usize::try_from(index).ok().filter(|index| *index < len)
}

/// The places of a slice by one.
fn slice_range(start: Option<i128>, stop: Option<i128>, len: usize) -> std::ops::Range<usize> {
    let start = clamp(start.unwrap_or(0), len);
    let stop = clamp(stop.unwrap_or(i128::MAX), len);
    start..stop.max(start)
}

/// The places of a slice, in its order.
fn slice_places(start: Option<i128>, stop: Option<i128>, step: i128, len: usize) -> Box<dyn Iterator<Item = usize>> {
    let stride = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    if step > 0 {
        return Box::new(slice_range(start, stop, len).step_by(stride));
    }
    // backwards: from `start` down to, not including, `stop`
    let from = start.map_or(len, |start| clamp(start, len).saturating_add(1).min(len));
    let from = if start.is_some_and(|start| start < 0 && place(start, len).is_none()) {
        0
    } else {
        from
    };
    let to = stop.map_or(0, |stop| match place(stop, len) {
        Some(place) => place + 1,
        None if stop < 0 => 0,
        None => len,
    });
    Box::new((to..from.max(to)).rev().step_by(stride))
}

fn clamp(index: i128, len: usize) -> usize {
    let index = if index < 0 {
        index.saturating_add(len as i128).max(0)
    } else {
        index
    };
    usize::try_from(index).unwrap_or(usize::MAX).min(len)
}

/// How an expression reads as a path: `steps.fetch.body[0]`.
fn path(expr: &Expr<'_>) -> String {
    match expr {
        Expr::Var(var) => var.id.to_owned(),
        Expr::GetAttr(get) => format!("{}.{}", path(&get.expr), get.name),
        Expr::GetItem(get) => format!("{}[{}]", path(&get.expr), subscript(&get.subscript_expr)),
        _ => "(…)".to_owned(),
    }
}

fn subscript(expr: &Expr<'_>) -> String {
    match expr {
        Expr::Const(constant) => constant
            .value
            .as_str()
            .map_or_else(|| constant.value.to_string(), |key| format!("'{key}'")),
        Expr::Var(_) | Expr::GetAttr(_) => path(expr),
        _ => "…".to_owned(),
    }
}
