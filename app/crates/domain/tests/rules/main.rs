//! The rules of the domain, seen from outside: one file a noun.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod compile;
mod control;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod dry_run;
#[cfg(test)]
mod fold;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod graphs;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod parse;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod starters;
#[cfg(test)]
mod validate;
