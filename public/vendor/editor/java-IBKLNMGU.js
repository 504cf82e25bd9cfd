import{a as o}from"./chunk-6RILOF7K.js";import"./chunk-D5B5OSAX.js";import"./chunk-HTL2OKTB.js";import"./core.js";var n=o,e=4;export{e as indent,n as language};
